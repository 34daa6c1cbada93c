"""What breaks the rules about rights at AWS."""

from tests.policies.breach import Breach
from tests.policies.clouds.aws.texts import OIDC, federated, policy

WORKLOAD = "identities-policy-train"
TRUSTED = "identities-role-train"
IN_ROLE = "inlinePolicies.0.policy"
BUCKET = "arn:aws:s3:::lab/*"
AUDIENCE = {f"{OIDC}:aud": "sts.amazonaws.com"}


def service(name: str) -> str:
    """Return the trust in a service, for whatever account it acts."""
    return policy(Principal={"Service": name}, Action="sts:AssumeRole")


BREACHES: dict[str, tuple[Breach, ...]] = {
    "forbid-wildcard-actions-on-aws": (
        Breach(WORKLOAD, "policy", policy(Action="*", Resource=BUCKET), "Action has *"),
        Breach(WORKLOAD, "policy", policy(Action=["s3:*"], Resource=BUCKET), "Action has s3:*"),
        Breach("added-role", IN_ROLE, policy(Action="kms:*", Resource=BUCKET), "Action has kms:*"),
    ),
    "restrict-rights-on-everything-on-aws": (
        Breach(WORKLOAD, "policy", policy(Action=["s3:PutObject"], Resource="*"), 's3:PutObject on "*"'),
        Breach(WORKLOAD, "policy", policy(Action=["s3:GetObject"], Resource=["*"]), 's3:GetObject on "*"'),
        Breach(
            WORKLOAD, "policy", policy(Action="s3:PutObject", Resource="arn:aws:s3:::*"), "s3:PutObject on"
        ),
        Breach("added-policy", "policy", policy(Action="ec2:RunInstances", Resource="*"), "RunInstances"),
    ),
    "forbid-inverted-rights-on-aws": (
        Breach(WORKLOAD, "policy", policy(NotAction="iam:*", Resource=BUCKET), "NotAction is"),
        Breach(WORKLOAD, "policy", policy(Action="s3:GetObject", NotResource=BUCKET), "NotResource is"),
        Breach(
            TRUSTED,
            "assumeRolePolicy",
            policy(NotPrincipal={"AWS": "lab"}, Action="sts:AssumeRole"),
            "NotPrincipal is",
        ),
        Breach(
            "added-registry-policy",
            "policy",
            policy(NotPrincipal={"AWS": "lab"}, Action="ecr:PutImage"),
            "NotPrincipal is",
        ),
    ),
    "forbid-escalating-rights-on-aws": (
        Breach("added-policy", "policy", policy(Action="iam:PassRole", Resource=BUCKET), "iam:PassRole"),
        Breach(WORKLOAD, "policy", policy(Action=["iam:Attach*"], Resource=BUCKET), "iam:Attach*"),
        Breach(WORKLOAD, "policy", policy(Action="iam:createAccesskey", Resource=BUCKET), "createAccesskey"),
    ),
    "forbid-administrator-policies-on-aws": (
        Breach(
            "nodes-role-AmazonEKSWorkerNodePolicy",
            "policyArn",
            "arn:aws:iam::aws:policy/AdministratorAccess",
            "AdministratorAccess is attached",
        ),
        Breach(
            "cluster-role-AmazonEKSClusterPolicy",
            "policyArn",
            "arn:aws:iam::aws:policy/AmazonS3FullAccess",
            "AmazonS3FullAccess is attached",
        ),
        Breach(
            "added-role",
            "managedPolicyArns",
            ["arn:aws:iam::aws:policy/job-function/SystemAdministrator"],
            "SystemAdministrator is attached",
        ),
        Breach(
            "added-attachments",
            "policyArns",
            ["arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore", "arn:aws:iam::aws:policy/IAMFullAccess"],
            "IAMFullAccess is attached",
        ),
    ),
    "restrict-policies-of-machines-on-aws": (
        Breach(
            "nodes-role-AmazonEKSWorkerNodePolicy",
            "policyArn",
            "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy",
            "attaches AmazonEKS_CNI_Policy",
        ),
        Breach(
            "nodes-role",
            "managedPolicyArns",
            ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"],
            "attaches AmazonS3ReadOnlyAccess",
        ),
        Breach(
            "nodes-role",
            "inlinePolicies",
            [{"name": "read", "policy": policy(Action="s3:GetObject", Resource=BUCKET)}],
            "inlinePolicies[0] gives it rights of its own",
        ),
        Breach(
            "added-attachments",
            "policyArns",
            ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"],
            "attaches AmazonS3ReadOnlyAccess",
        ),
        Breach(
            "added-attachment",
            "policyArn",
            "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess",
            "attaches AmazonS3ReadOnlyAccess",
        ),
        Breach(
            "network-flow-logs-role", "assumeRolePolicy", service("ec2.amazonaws.com"), "rights of its own"
        ),
    ),
    "forbid-open-trust-on-aws": (
        Breach(
            TRUSTED, "assumeRolePolicy", policy(Principal="*", Action="sts:AssumeRole"), 'principal "*" take'
        ),
        Breach(
            TRUSTED,
            "assumeRolePolicy",
            policy(Principal={"AWS": "*"}, Action="sts:AssumeRole"),
            'principal "*" take',
        ),
        Breach(
            TRUSTED,
            "assumeRolePolicy",
            policy(
                Principal={"AWS": "*"},
                Action="sts:AssumeRole",
                Condition={"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/lab"}},
            ),
            'principal "*" take',
        ),
    ),
    "require-source-account-of-services-on-aws": (
        Breach(
            TRUSTED, "assumeRolePolicy", service("pods.eks.amazonaws.com"), "take the role for any account"
        ),
        Breach(
            "cluster-role", "assumeRolePolicy", service("eks.amazonaws.com"), "take the role for any account"
        ),
    ),
    "require-narrow-federated-trust-on-aws": (
        Breach(
            "added-role", "assumeRolePolicy", federated(StringEquals=AUDIENCE), "no key that ends in :sub"
        ),
        Breach(
            "added-role",
            "assumeRolePolicy",
            federated(StringLike={f"{OIDC}:sub": "system:serviceaccount:*:*", **AUDIENCE}),
            "lets :sub be system:serviceaccount:*:*",
        ),
        Breach(
            "added-role",
            "assumeRolePolicy",
            federated(StringLike={f"{OIDC}:sub": "system:serviceaccount:*:reader", **AUDIENCE}),
            "lets :sub be system:serviceaccount:*:reader",
        ),
        Breach(
            "added-role",
            "assumeRolePolicy",
            federated(StringEquals={f"{OIDC}:sub": "system:serviceaccount:lab:reader"}),
            "no key that ends in :aud",
        ),
    ),
    "forbid-access-keys-on-aws": (
        Breach("added-access-key", "status", "Active", 'status is "Active"; allowed: "Inactive"'),
    ),
    "restrict-sessions-on-aws": (
        Breach("added-role", "maxSessionDuration", 43200, "is 43200; allowed: at most 14400 s"),
    ),
}
