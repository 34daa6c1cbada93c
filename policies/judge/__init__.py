"""What the packs share: rules, reading properties, unknown values, time limits, serving to the engine."""
