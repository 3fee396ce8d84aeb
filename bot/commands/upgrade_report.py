"""What an upgrade or a downgrade found and did, in a terminal."""

from rich.console import Console
from rich.text import Text

from ..database.upgrade import UpgradeReport


def show_report(report: UpgradeReport, nothing_to_do: str) -> None:
    """Print what was found and done; `nothing_to_do` is printed if there was nothing to do."""
    console = Console()

    def line(title: str, text: str) -> None:
        # Printed unchanged: a name may look like markup, and files and pipes need whole lines.
        console.print(Text.assemble((f"{title:<12}", "bold"), text), soft_wrap=True)

    line("database", report.database)
    line("found", report.found)
    if report.warning:
        line("warning", report.warning)
    if not report.changed:
        line("to do", f"nothing: {nothing_to_do}")
    for number, step in enumerate(report.steps):
        line(("would do" if report.dry_run else "done") if number == 0 else "", step)
    if report.duplicates:
        tables = ", ".join(f"{rows} of {name}" for name, rows in report.moved)
        line("duplicates", f"{report.duplicates} rows kept in gamification_upgrade_log ({tables})")
    if report.backup:
        line("copy", f"{report.backup} ({report.backup_seconds:.2f} s)")
    if report.changed:
        line("revision", f"{report.before or 'none'} -> {report.after or 'none'} ({report.seconds:.2f} s)")
    if report.dry_run:
        line("dry run", "nothing was written")
