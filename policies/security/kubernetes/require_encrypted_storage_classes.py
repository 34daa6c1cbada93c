"""Every volume that a class makes is encrypted: by its parameters, or by a driver that does nothing else."""

from collections.abc import Iterator, Mapping

from pulumi_policy import Severity

from policies.judge.asking import TRUE
from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_kubernetes import BY_HAND, STORAGE_CLASS

# Driver -> the parameter that encrypts, "" where the service encrypts every volume (see each driver's documentation).
ENCRYPTING: Mapping[str, str] = {
    "ebs.csi.aws.com": "encrypted", "ebs.csi.eks.amazonaws.com": "encrypted", "fsx.csi.aws.com": "",
    "pd.csi.storage.gke.io": "", "filestore.csi.storage.gke.io": "", "disk.csi.azure.com": "", "file.csi.azure.com": "",
    "rbd.csi.ceph.com": "encrypted", "cephfs.csi.ceph.com": "encrypted", "driver.longhorn.io": "encrypted",
    BY_HAND: "", "csi.trident.netapp.io": "encryption",
}  # fmt: skip
OTHERS = Setting(
    name="encrypting-drivers",
    says="further drivers all of whose volumes are encrypted, which only the team can know",
    default=[],
    schema={"type": "array", "items": {"type": "string"}},
)


def check(storage_class: Resource) -> Iterator[str]:
    """Find classes of unknown drivers, and those that leave encryption out."""
    driver = storage_class.get("provisioner")
    if driver in storage_class.said(OTHERS):
        return
    if driver not in ENCRYPTING:
        yield f"provisioner is {shown(driver)}, which is not known to encrypt"
    elif key := ENCRYPTING[driver]:
        found = storage_class.part("parameters").get(key)
        if found not in TRUE:
            yield f'parameters.{key} is {shown(found)}; allowed: "true"'


RULE = ResourceRule(
    name="require-encrypted-storage-classes",
    promise="Every volume that the cluster makes is encrypted at rest.",
    severity=Severity.CRITICAL,
    remedy="set the parameter by which the driver encrypts, or take a driver that always does",
    references=(
        "NIST SP 800-53 SC-28", "NIST SP 800-53 SC-28(1)", "PCI DSS 3.5.1", "HIPAA 164.312(a)(2)(iv)", "SOC 2 CC6.1",
        "CIS GKE 5.9.1",
    ),
    types=(STORAGE_CLASS,),
    settings=(OTHERS,),
    check=check,
)  # fmt: skip
