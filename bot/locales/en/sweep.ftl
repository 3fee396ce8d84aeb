# The sweep, for admins: profiles for those who have none yet.

sweep-panel =
    🧹 <b>Sweep</b>

    { $missing ->
        [0] Everybody has a profile already ✨
        [one] <b>1</b> person has no profile yet.
       *[other] <b>{ $missing }</b> people have no profile yet.
    }

    A dry run only counts. The sweep creates the profiles bit by bit, and nobody notices.
sweep-panel-failed = ⚠️ No. { $id } stopped halfway. You can resume it where it was.
sweep-changed = Things have changed since then. Here’s how they are now.

sweep-title = 🧹 <b>Sweep no. { $id }</b>
sweep-title-dry = 🔍 <b>Dry run no. { $id }</b>
sweep-only = Only: { $what }
sweep-only-vip = VIP
sweep-only-before = registered before { $day }
sweep-only-limit = the first { $limit }

sweep-progress = { $bar } { $percent }%
sweep-seen = 👥 Checked: <b>{ $done }</b> of { $total }
sweep-made = ✨ New profiles: <b>{ $count }</b>
sweep-would-make = ✨ Without a profile: <b>{ $count }</b>
sweep-left-out = 🩹 Couldn’t be done: <b>{ $count }</b>
sweep-speed = ⚡ { $speed } a second
sweep-speed-and-time = ⚡ { $speed } a second · ⏱ { $time } left
sweep-seconds = { $seconds } s
sweep-minutes = { $minutes } min
sweep-hours = { $hours } h { $minutes } min
sweep-reason = <i>{ $reason }</i>

sweep-queued = ⏳ About to start.
sweep-running = ▶️ Running.
sweep-pausing = ⏸ Just a moment, stopping…
sweep-paused = ⏸ Paused. Resume whenever you like.
sweep-cancelling = ⏹ Cancelling…
sweep-cancelled = ⏹ Cancelled. What was done stays done.
sweep-succeeded = ✅ Done.
sweep-failed = ⚠️ An error stopped it.

sweep-button-dry = 🔍 Dry run
sweep-button-start = ▶️ Start
sweep-button-pause = ⏸ Pause
sweep-button-resume = ▶️ Resume
sweep-button-cancel = ⏹ Cancel
sweep-button-runs = 🗂 History
sweep-button-panel = 🧹 Sweep
sweep-button-newer = ‹ Newer

runs-page =
    🗂 <b>Runs</b>

    { $lines }
runs-empty =
    🗂 <b>Runs</b>

    There haven’t been any yet.
runs-line = { $mark } <b>{ $what }</b> no. { $id } · { $when } · { $origin }
    { $result }
runs-result = { $changed } of { $done } checked
runs-from-telegram = Telegram
runs-from-terminal = terminal
runs-from-schedule = scheduled
runs-from-settings = settings
runs-from-code = code
runs-sweep = Sweep
runs-sweep-dry = Dry run
runs-levels = Levels
runs-ledger = Ledger check
runs-rewards = Expired rewards
runs-streaks = Streaks

run-ended-sweep =
    ✅ <b>Sweep no. { $id } is done</b>

    { $count ->
        [0] Nobody needed a new profile.
        [one] <b>1</b> person has a profile now.
       *[other] <b>{ $count }</b> people have a profile now.
    }
run-ended-dry =
    ✅ <b>Dry run no. { $id } is done</b>

    { $count ->
        [0] Nobody is without a profile.
        [one] <b>1</b> person has no profile. I changed nothing.
       *[other] <b>{ $count }</b> people have no profile. I changed nothing.
    }
run-ended = ✅ <b>{ $what }</b> no. { $id }: done, { $changed } of { $done } checked.
run-ended-left-out = 🩹 { $count } couldn’t be done.
run-failed =
    ⚠️ <b>{ $what }</b> no. { $id } stopped:
    <i>{ $reason }</i>

    What was done stays done.

command-sweep = Profiles for those who have none yet
