"""What a plan comes to: machines, names, ports, addresses, rights and flows, before anything is made."""
