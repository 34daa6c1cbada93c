"""Why a check of checkov that our objects fail stays failed."""

from collections.abc import Mapping

REASONS: Mapping[str, str] = {
    "CKV2_K8S_5": "Kueue keeps the certificate of its webhooks in a Secret; the role holds in its own namespace alone.",
    "CKV_K8S_155": "Kueue writes the authority of its own certificate into its webhooks; KubeRay may not.",
    "CKV_K8S_35": "What reads them knows variables only: S3 clients, Fluent Bit's configuration, MLflow's server.",
    "CKV_K8S_38": "The two operators speak to the API server, which is what they are for.",
    "CKV_K8S_40": "Ray, its logs and Valkey run as 1000, the runtime image's user, and PostgreSQL as 999, its image's; "
    "the operators name none, so that their images' own holds. None is root.",
    "CKV_K8S_8": "KubeRay adds the probes that fit a head or a worker to every Ray container that names none.",
    "CKV_K8S_9": "KubeRay adds the probes that fit a head or a worker to every Ray container that names none.",
}
"""Check -> the reason."""
MISSING = "**no reason is written: mend it, or write the reason into `tests/bench/kubernetes_reasons.py`**"


def reason_of(check: str) -> str:
    """Return why a check stays failed, or a call to mend it where nobody has written a reason.

    >>> reason_of("CKV_NONE") == MISSING
    True
    """
    return REASONS.get(check, MISSING)
