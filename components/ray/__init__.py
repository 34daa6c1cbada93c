"""Ray clusters on what a target hands over; nothing here knows a cloud or a transport."""
