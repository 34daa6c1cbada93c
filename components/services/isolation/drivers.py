"""How the volumes of each storage driver come to be encrypted, and whether several pods can share one.

What is not in the table is refused: an unknown driver that encrypted nothing would look like one that does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Driver:
    """A driver whose volumes are encrypted by `parameters`, or always where there are none.

    `shared` says that pods on several nodes can write one volume. A `keyed` one takes each volume's key from a Secret.
    """

    how: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    shared: bool = False
    keyed: bool = False


ENCRYPTING: Mapping[str, Driver] = {
    # kubernetes-sigs/aws-ebs-csi-driver, docs/parameters.md: "encrypted", by the account's key without a kmsKeyId.
    "ebs.csi.aws.com": Driver(how="EBS encrypts the volume", parameters={"encrypted": "true"}),
    # kubernetes-sigs/aws-fsx-csi-driver, docs: FSx for Lustre encrypts at rest always; kmsKeyId chooses whose key.
    "fsx.csi.aws.com": Driver(how="FSx for Lustre encrypts every file system", shared=True),
    # Google Cloud, "Default encryption at rest": persistent disks always are; disk-encryption-kms-key chooses the key.
    "pd.csi.storage.gke.io": Driver(how="Google Cloud encrypts every disk"),
    # kubernetes-sigs/gcp-filestore-csi-driver: instances always are; instance-encryption-kms-key chooses the key.
    "filestore.csi.storage.gke.io": Driver(how="Filestore encrypts every instance", shared=True),
    # Azure, "Server-side encryption of Azure Disk Storage": always; diskEncryptionSetID chooses the key.
    "disk.csi.azure.com": Driver(how="Azure encrypts every managed disk"),
    # Azure, "Azure Storage encryption for data at rest": every storage account, it cannot be disabled.
    "file.csi.azure.com": Driver(how="Azure encrypts every storage account", shared=True),
    # ceph/ceph-csi, docs/rbd/deploy.md: "encrypted" is LUKS on the node; encryptionKMSID says who keeps passphrases.
    "rbd.csi.ceph.com": Driver(how="ceph-csi encrypts the image with LUKS", parameters={"encrypted": "true"}),
    # ceph/ceph-csi, docs/cephfs/deploy.md: "encrypted" is fscrypt, in kernels from 6.6.
    "cephfs.csi.ceph.com": Driver(
        how="ceph-csi encrypts the subvolume with fscrypt", parameters={"encrypted": "true"}, shared=True
    ),
    # longhorn.io, "Volume Encryption": LUKS with the passphrase in the Secret that the class names; a share manager
    # opens it for volumes that pods of several nodes write.
    "driver.longhorn.io": Driver(
        how="Longhorn encrypts the volume with LUKS",
        parameters={"encrypted": "true"},
        shared=True,
        keyed=True,
    ),
    # NetApp Trident, "Kubernetes StorageClass objects", attribute "encryption": only from pools that encrypt volumes.
    # Sharing needs a NAS backend, which the attribute backendType of the default class says; see `shares`.
    "csi.trident.netapp.io": Driver(how="ONTAP encrypts the volume", parameters={"encryption": "true"}),
}
"""By name of the driver (the `provisioner` of a class)."""

NOT_ENCRYPTING: Mapping[str, str] = {
    # Amazon EFS, "Encrypting data at rest": chosen when the file system is created; access points cannot add it.
    "efs.csi.aws.com": "its class only cuts access points from a file system that somebody else encrypted or did not",
    "rancher.io/local-path": "it makes plain folders on a node",
    "hostpath.csi.k8s.io": "it makes plain folders on a node",
    "k8s.io/minikube-hostpath": "it makes plain folders on a node",
    "nfs.csi.k8s.io": "it makes plain folders on a server",
    "kubernetes.io/no-provisioner": "it makes no volumes, and knows nothing of those it is given",
    # VMware, "Deploying Encrypted Virtual Machines with vSphere CSI": a policy of vCenter decides, unseen from here.
    "csi.vsphere.vmware.com": "a policy of vCenter decides, which its class only names",
}
"""Drivers that are known and whose classes cannot promise it, with the reason."""

TRIDENT_SHARED_BACKENDS = frozenset({"ontap-nas", "ontap-nas-economy", "ontap-nas-flexgroup"})


def shares(name: str, parameters: Mapping[str, str]) -> bool:
    """Return whether pods of several nodes can write one volume of a driver, as its class has it."""
    if name == "csi.trident.netapp.io":
        return parameters.get("backendType") in TRIDENT_SHARED_BACKENDS
    return name in ENCRYPTING and ENCRYPTING[name].shared
