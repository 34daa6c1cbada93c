"""What every part of a plan shares: unknown keys are errors, values never change, docstrings describe fields."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A mapping of the plan with known keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)
