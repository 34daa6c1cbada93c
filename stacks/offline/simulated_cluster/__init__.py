"""A cluster that exists nowhere: it answers what a program asks of it before it makes anything."""
