"""What `groundplan check` finds out about plans before anything is made, and the forms in which it tells that."""
