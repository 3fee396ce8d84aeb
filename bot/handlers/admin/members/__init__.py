"""The panel's section "Members": search, card, corrections, grants, VIP, export and erasure."""
