# In which groups Telegram's own reactions pay, for admins.

command-reactions-here = Pay { -currency-many } for the reactions of a group
reaction-groups-on =
    { -currency-sign }From now on, reactions in this group pay { -currency-many }. Make me an admin of the group so that I see them.
    To stop it: { -menu-reaction-groups } off
reaction-groups-off = Reactions in this group no longer pay { -currency-many }. To turn it back on: { -menu-reaction-groups }
reaction-groups-linked = This is the discussion group of your channel: reactions always pay here.
reaction-groups-how = Type { -menu-reaction-groups } in the group whose reactions should pay { -currency-many }, and { -menu-reaction-groups } off to stop it.
