"""What a plan comes to: machines, names, ports, addresses, rights and flows, decided before anything is created."""
