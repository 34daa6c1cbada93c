"""The type tokens of Azure that several rules name, and where a type has its parts."""

DIAGNOSTICS = "azure-native:monitor:DiagnosticSetting"
ENDPOINT = "azure-native:network:PrivateEndpoint"
FLOW_LOG = "azure-native:network:FlowLog"
KEY = "azure-native:keyvault:Key"
VAULT = "azure-native:keyvault:Vault"

STORE = "azure-native:storage:StorageAccount"
CONTAINER = "azure-native:storage:BlobContainer"
BLOBS = "azure-native:storage:BlobServiceProperties"
LIFECYCLE = "azure-native:storage:ManagementPolicy"
LUSTRE = "azure-native:storagecache:AmlFilesystem"
NETAPP = "azure-native:netapp:Account"

CLUSTER = "azure-native:containerservice:ManagedCluster"
POOL = "azure-native:containerservice:AgentPool"
POOLS = {POOL: "", CLUSTER: "agentPoolProfiles"}
"""Agent pools stand alone or in the cluster."""

DISK_ENCRYPTION = "azure-native:compute:DiskEncryptionSet"
DISK = "azure-native:compute:Disk"
SNAPSHOT = "azure-native:compute:Snapshot"
MACHINE = "azure-native:compute:VirtualMachine"
SCALE_SET = "azure-native:compute:VirtualMachineScaleSet"
MACHINES = {MACHINE: "", SCALE_SET: "virtualMachineProfile"}
"""Machines stand alone or are made of the profile of a scale set."""
INTERFACE = "azure-native:network:NetworkInterface"

NETWORK = "azure-native:network:VirtualNetwork"
SUBNET = "azure-native:network:Subnet"
SUBNETS = {SUBNET: "", NETWORK: "subnets"}
"""Subnets stand alone or in the network."""
GROUP = "azure-native:network:NetworkSecurityGroup"
GROUP_RULE = "azure-native:network:SecurityRule"
GROUP_RULES = {GROUP_RULE: "", GROUP: "securityRules"}
"""Rules stand alone or in the security group."""
NAT = "azure-native:network:NatGateway"
ADDRESS = "azure-native:network:PublicIPAddress"

TRUST = "azure-native:managedidentity:FederatedIdentityCredential"
GRANT = "azure-native:authorization:RoleAssignment"
REGISTRY = "azure-native:containerregistry:Registry"
WORKSPACE = "azure-native:operationalinsights:Workspace"
SQL = "azure-native:sql:Server"
POSTGRES = "azure-native:dbforpostgresql:Server"
REDIS = "azure-native:redis:Redis"
FIREWALL_RULES = ("azure-native:sql:FirewallRule", "azure-native:dbforpostgresql:FirewallRule")
CONTAINERS = "azure-native:containerinstance:ContainerGroup"

HOLDS = "groundplan-holds"
"""The tag that says what a storage account is for."""
LOGS_HELD = "logs"
