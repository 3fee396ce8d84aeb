# The audit log, for whoever runs the club.

admin-audit-title = 📜 Changes
admin-audit =
    📜 <b>Changes</b>

    { $lines }
admin-audit-empty = No changes here yet.
admin-audit-line = <b>{ $when }</b> · { $who }: { $what } { $subject }
admin-audit-field = {"   "}{ $field }: { $before } → { $after }
admin-audit-fact = {"   "}{ $field }: { $value }
admin-audit-values = {"   "}{ $before } → { $after }
admin-audit-more = {"   "}… and { $count } more
admin-audit-word-somebody = member { $number }
admin-audit-word-nothing = —
admin-audit-word-number = no. { $number }
admin-audit-word-content = content no. { $number }
admin-audit-word-hours = { $hours } h
admin-audit-word-title = “{ $title }”
admin-audit-word-role =
    { $role ->
        [ADMIN] admin
        [VIP] VIP
        [FREE] not VIP
       *[other] { $stored }
    }
admin-audit-word-field =
    { $name ->
        [balance] Balance
        [current-streak] Streak
        [days] Streak
        [longest-streak] Best streak
        [longest] Best streak
        [last-day] Last gift
        [level] Level
        [files] Files
        [text] Text
        [at] When
        [members] People
        [paid] Paid
        [left-out] Had too little
        [total] In total
        [times] Times
        [last] The last time
        [sending] On their way
        [sent] Sent
        [unreachable] Not reached
        [refused] Not taken by Telegram
        [unknown] Not known
        [status] How it ended
        [entries] Entries that stay
        [rows] Records
       *[other] { $stored }
    }
admin-audit-word-yes-no =
    { $value ->
        [yes] yes
       *[other] no
    }
# Who: admin 5, host, besitos doctor --fix.
admin-audit-word-who =
    { $kind ->
        [admin] admin { $number }
        [host] your bot
        [doctor] the doctor
        [run] run { $number }
       *[other] { $stored }
    }
admin-audit-word-what =
    { $kind ->
        [created] created
        [edited] changed
        [deleted] deleted
        [hidden] hid
        [restored] brought back
        [moved] moved
        [files-added] added files
        [file-moved] moved a file
        [file-removed] removed a file
        [setting] changed
        [channel] changed
        [emojis] changed the emojis of
        [vip] changed the VIP of
        [role] changed the role of
        [credit] credited
        [debit] debited
        [refund] refunded
        [streak] repaired the streak of
        [content-granted] gave content to
        [reward-granted] gave a reward to
        [erasure] erased the data of
        [export] exported the data of
        [pays-reactions] changed whether reactions pay in
        [stored-level] corrected the level of
        [streak-lengths] corrected the streak of
        [streak-that-is-over] corrected the streak of
        [daily-totals] counted the totals anew of
        [payments-started] started the payments of
        [payments-ended] ended the payments of
        [anomaly-seen] marked as seen an anomaly of
        [message-started] began the messages of
        [message-ended] ended the messages of
       *[other] { $stored }
    }
admin-audit-word-subject =
    { $kind ->
        [member] { $which }
        [product] the product { $which }
        [reward] the reward { $which }
        [setting] the setting { $which }
        [run] run { $which }
        [group] the group { $which }
        [channel] { $which ->
            [free] the free channel
            [vip] the VIP channel
           *[other] the channel { $which }
        }
        [emoji] the reaction { $which }
        [post] the post { $which }
        [message] the message { $which }
        [content-set] { $what ->
            [files-added] to the content set
            [file-moved] of the content set
            [file-removed] from the content set
           *[other] the content set
        } { $which }
        [all] all days
       *[other] { $stored }
    }
