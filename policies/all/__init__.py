"""The rules of all packs, served by one process: a pack's start costs more than its judging of a plan."""
