"""What breaks the rules that keep training and serving, and this account and others, apart at AWS."""

from tests.policies.breach import Breach
from tests.policies.clouds.aws.texts import OIDC, federated, policy

SERVE, TRAIN = "identities-policy-serve", "identities-policy-train"
MODELS, DATASETS = "arn:aws:s3:::atlas-models-*/*", "arn:aws:s3:::atlas-datasets-*/*"
BY_GROUP, PEER = "firewall-in-system-to-training-any", "referencedSecurityGroupId"

ROOT = "arn:aws:iam::999999999999:root"
CANONICAL = "0123456789abcdef" * 4
OTHERS = policy(Principal={"AWS": ROOT}, Action=["kms:Decrypt"], Resource="*")

BREACHES: dict[str, tuple[Breach, ...]] = {
    "restrict-rights-of-purposes-on-aws": (
        Breach(
            SERVE,
            "policy",
            policy(Action=["s3:GetObject", "s3:PutObject"], Resource=MODELS),
            "s3:PutObject; ",
        ),
        Breach(
            SERVE,
            "policy",
            policy(Action="dynamodb:Scan", Resource=MODELS),
            "serving's and is allowed dynamodb",
        ),
        Breach(
            SERVE,
            "policy",
            policy(Action="s3:GetObject", Resource=DATASETS),
            'that holds "datasets"; allowed: mod',
        ),
        Breach(SERVE, "policy", policy(Action="s3:GetObject", Resource="*"), 'that holds "checkpoints"'),
        Breach(
            SERVE,
            "policy",
            policy(Action="s3:GetObject", Resource="arn:aws:s3:::lab/*"),
            "is no store of this",
        ),
        Breach(
            TRAIN,
            "policy",
            policy(Action="s3:GetObject", Resource=MODELS),
            "training's and reaches \"storage-mod",
        ),
        Breach(
            "identities-role-train",
            "assumeRolePolicy",
            federated(StringEquals={f"{OIDC}:sub": "system:serviceaccount:atlas-serve:serve"}),
            'serving\'s and reaches "storage-datasets"',
        ),
        Breach(
            "identities-role-serve",
            "managedPolicyArns",
            ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"],
            'serving\'s and has the policy "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"',
        ),
        Breach(
            "identities-association-atlas-serve-serve",
            "roleArn",
            "arn:aws:iam::000000000000:role/train",
            'serving\'s and reaches "storage-datasets"',
            refers_to=("identities-role-train",),
        ),
    ),
    "restrict-writers-of-stores-on-aws": (
        Breach(
            TRAIN,
            "policy",
            policy(Action="s3:PutObject", Resource=DATASETS),
            'lets train write "storage-datasets"',
        ),
        Breach(
            TRAIN,
            "policy",
            policy(Action=["s3:GetObject", "s3:Delete*"], Resource=DATASETS),
            "allowed: nobody",
        ),
        Breach(SERVE, "policy", policy(Action="s3:*", Resource=MODELS), 'holds "models"; allowed: promotion'),
    ),
    "forbid-traffic-between-purposes-on-aws": (
        Breach(
            BY_GROUP,
            PEER,
            "sg-0",
            f"{PEER} joins machines for training",
            refers_to=("firewall-group-serving",),
        ),
        Breach(BY_GROUP, "cidrIpv4", "10.20.16.0/24", "cidrIpv4 has machines for serving in it"),
        Breach(
            "firewall-out-serving-to-system-any",
            PEER,
            "sg-0",
            "joins machines for serving with machines for training",
            refers_to=("firewall-group-training",),
        ),
        Breach(
            "pools-template-serve-head-on-demand",
            "vpcSecurityGroupIds",
            ["sg-0"],
            "joins machines for serving and training",
            refers_to=("firewall-group-training",),
        ),
        Breach(
            "pools-serve-head-on-demand-us-east-1a",
            "launchTemplate",
            {"id": "lt-0", "version": "1"},
            "joins machines for serving and training",
            refers_to=("pools-template-train-head-on-demand",),
        ),
        Breach(
            "pools-template-train-gpu-on-demand",
            "networkInterfaces",
            [{"deviceIndex": 0, "interfaceType": "efa", "securityGroups": ["sg-0"]}],
            "joins machines for serving and training",
            refers_to=("firewall-group-serving",),
        ),
        Breach(
            "firewall-group-training",
            "ingress",
            [{"protocol": "-1", "fromPort": 0, "toPort": 0, "securityGroups": ["sg-0"]}],
            "ingress[0].securityGroups joins machines for training with machines for serving",
            refers_to=("firewall-group-serving",),
        ),
    ),
    "forbid-subnets-of-other-purposes-on-aws": (
        Breach(
            "pools-serve-head-on-demand-us-east-1a",
            "subnetIds",
            ["subnet-0"],
            'subnetIds has the subnet of "pools-train-',
            refers_to=("network-subnet-training-us-east-1a",),
        ),
        Breach(
            "network-subnet-serving-us-east-1a",
            ("tags", "groundplan-purpose"),
            "training",
            'subnetIds has "network-subnet-serving-us-east-1a", which is for training, and its machines',
        ),
        Breach(
            "pools-serve-head-on-demand-us-east-1a",
            ("tags", "groundplan-purpose"),
            "training",
            "which is for serving, and its machines are for training",
        ),
    ),
    "forbid-other-accounts-on-aws": (
        Breach("keys-storage", "policy", OTHERS, "something to account 999999999999; allowed: 000000000000"),
        Breach(
            "storage-policy-models", "policy", OTHERS, "Statement[0] allows something to account 999999999999"
        ),
        Breach("identities-role-serve", "assumeRolePolicy", OTHERS, "to account 999999999999"),
        Breach(
            "identities-role-serve",
            "assumeRolePolicy",
            policy(
                Principal={"Federated": f"arn:aws:iam::999999999999:oidc-provider/{OIDC}"}, Action="sts:*"
            ),
            "to account 999999999999",
        ),
        Breach(
            "storage-policy-models",
            "policy",
            policy(Principal={"CanonicalUser": CANONICAL}, Action="s3:GetObject", Resource=MODELS),
            f"Statement[0] allows something to the canonical user {CANONICAL}, whose account nobody can tell",
        ),
        Breach("storage-models", "policy", OTHERS, "Statement[0] allows something to account 999999999999"),
        Breach(
            "keys-storage",
            "policy",
            policy(
                Principal={"AWS": "*"},
                Action="kms:Decrypt",
                Condition={"StringEquals": {"kms:CallerAccount": ["999999999999", "000000000000"]}},
            ),
            "to account 999999999999; allowed: 000000000000",
        ),
    ),
    "forbid-roles-of-pods-on-machines-on-aws": (
        Breach(
            "pools-serve-head-on-demand-us-east-1a",
            "nodeRoleArn",
            "arn:aws:iam::000000000000:role/train",
            'nodeRoleArn is that of pods too, by "identities-association-atlas-train-train"',
            refers_to=("identities-role-train",),
        ),
    ),
    "restrict-clients-of-file-systems-on-aws": (
        Breach(
            "files-scratch",
            "securityGroupIds",
            ["sg-0"],
            'holds "scratch", and machines for serving reach it',
            refers_to=("firewall-group-serving",),
        ),
        Breach(
            "firewall-in-training-to-files-scratch-988",
            PEER,
            "sg-0",
            "machines for serving reach it",
            refers_to=("firewall-group-serving",),
        ),
        Breach("files-scratch", ("tags", "groundplan-holds"), "models", "machines for training reach it"),
        Breach(
            "firewall-in-training-to-files-scratch-988",
            "cidrIpv4",
            "10.20.16.0/24",
            "machines for serving reach it",
        ),
        Breach(
            "firewall-group-files-scratch",
            "ingress",
            [{"protocol": "tcp", "fromPort": 988, "toPort": 988, "securityGroups": ["sg-0"]}],
            "machines for serving reach it",
            refers_to=("firewall-group-serving",),
        ),
    ),
    "forbid-logs-beside-data-on-aws": (
        Breach(
            "storage-logging-datasets",
            "targetBucket",
            "lab",
            'targetBucket is "storage-models" that holds "models"',
            refers_to=("storage-models",),
        ),
        Breach("storage-access-logs", ("tags", "groundplan-holds"), "datasets", 'that holds "datasets"'),
    ),
}
