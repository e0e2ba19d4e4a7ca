"""What is typed in the soak, journey by journey; `tests/bench/soak_hand.py` says how a line of keys is read.

Each begins and ends at the drawer. What one changes it leaves as good as it was, or does to a card of its own, so that
it may be typed again and again: a card that is lent comes back, a leave is handed back, a count is given up.
"""

from typing import NamedTuple

KEEPER, MANAGER, SALES = "keeper", "manager", "sales"
LEND = "#{card} F7 >LendScreen Right*2 Tab visit F7 >DrawerScreen "
EDIT = "F2 >CardScreen Tab*8 138{n:08} Ctrl+S >LearntScreen 1 >CardScreen "
TWIN = "Ctrl+N >CardScreen Twin␣{n} Tab*8 139{n:08} Ctrl+S >LearntScreen 2 "
BRING = "F10 >ImportFileScreen {%s} Enter >PlanScreen "
SIGN_IN = "Ctrl+Y >SignInScreen %s Tab demo Enter >DrawerScreen "


class Journey(NamedTuple):
    """`who` types it at their terminal; `keys` may have places for what a hand knows: {n}, {card}, {folder}."""

    name: str
    who: str
    keys: str


JOURNEYS = (
    # the keeper's day
    Journey("lend and take back", KEEPER, LEND + "F8"),
    Journey("edit and put back", KEEPER, "#{card} " + EDIT + "Shift+F6 Backspace"),
    Journey("what was changed", KEEPER, "#{card} Enter >CardScreen Shift+F6 Enter >EntryScreen"),
    Journey(
        "twins",
        KEEPER,
        TWIN + ">CardScreen Esc >DrawerScreen " + TWIN + ">DoublesScreen Ctrl+S >CardScreen",
    ),
    Journey("where it is", KEEPER, "#{card} Ctrl+F >WhereScreen F6"),
    Journey("a slip", KEEPER, "Ctrl+G >LoansScreen Ctrl+O >SlipViewScreen"),
    Journey(
        "back with a result",
        KEEPER,
        LEND + "Ctrl+G >LoansScreen End Shift+F2 >CameBackScreen Ctrl+S >LoansScreen",
    ),
    Journey("chase", KEEPER, "Ctrl+G >LoansScreen Ctrl+A >ChaseScreen F10"),
    Journey(
        "the desk",
        KEEPER,
        "Ctrl+D >DeskScreen {card} Enter {other} Enter F6 F6 Right*2 Tab visit F7 {card} Enter {other}"
        " Enter F8",
    ),
    Journey(
        "somebody waits",
        KEEPER,
        LEND + ":reserve >ReserveScreen Right*3 Tab next Enter >DrawerScreen F8 Ctrl+F8 >WaitSlipScreen"
        " Ctrl+U {folder}/w{n}.pdf Ctrl+S >DrawerScreen",
    ),
    Journey("changed while out", KEEPER, LEND + EDIT + "F8 Ctrl+F7 >ChangedScreen"),
    Journey(
        "a count",
        KEEPER,
        "Shift+F4 >CountScreen Ctrl+N >BeginScreen Enter*2 >CountScreen {card} Enter {other} Enter F4"
        " >DifferencesScreen"
        " F2 >SettleScreen Tab post Ctrl+S >DifferencesScreen Esc >CountScreen"
        " :give␣the␣count␣up >ReasonScreen enough Enter >CountScreen",
    ),
    Journey("the day's close", KEEPER, ":close␣the␣day >CloseScreen Ctrl+S"),
    Journey(
        "a list out",
        KEEPER,
        "#{card} Ctrl+E >ExportScreen letters F4 >PickFieldsScreen Ctrl+S >ExportScreen Shift+Tab Ctrl+U"
        " {folder}/e{n}.xlsx Ctrl+S >DrawerScreen",
    ),
    Journey(
        "a template",
        KEEPER,
        ":template >TemplateScreen Tab*2 Ctrl+U {folder}/t{n}.xlsx Ctrl+S >DrawerScreen",
    ),
    Journey("labels", KEEPER, "#{card} :labels >LabelsScreen Ctrl+U {folder}/l{n}.pdf Ctrl+S >DrawerScreen"),
    Journey(
        "an original",
        KEEPER,
        "#{card} :print␣the␣original >OriginalScreen Ctrl+U {folder}/o{n}.pdf Ctrl+S >DrawerScreen"
    ),
    Journey(
        "an extract",
        KEEPER,
        "#{card} :ask␣for␣an␣extract >ExtractScreen Anne␣Petit Tab accounts Tab audit Tab*2 Space Ctrl+S"
        " >DrawerScreen",
    ),
    Journey(
        "an extract printed",
        KEEPER,
        ":extracts >ExtractsScreen Shift+F9 >ExtractPaperScreen Ctrl+U {folder}/x{n}.pdf Ctrl+S >ExtractsScreen"
        " Ctrl+Delete",
    ),
    Journey(
        "what is kept",
        KEEPER,
        "#{card} Enter >CardScreen :what␣is␣kept >DisclosureScreen letter Tab Ctrl+U {folder}/k{n}.pdf"
        " Ctrl+S >CardScreen",
    ),
    Journey(
        "archive",
        KEEPER,
        "#{card} Enter >CardScreen Ctrl+Delete >ReasonScreen moved Enter >CardScreen"
        " :out␣of >ReasonScreen returned Enter >CardScreen",
    ),
    Journey("a sheet", KEEPER, BRING % "sheet" + "F10 >DrawerScreen"),
    Journey(
        "a sheet mended",
        KEEPER,
        BRING % "faulty" + "Down F2 >MendScreen 2026-01-09 Ctrl+S >PlanScreen F4 >ColumnsScreen Esc >PlanScreen"
        " F10 >DrawerScreen",
    ),
    Journey(
        "a sheet decided",
        KEEPER,
        BRING % "likely" + "F2 >DecideScreen Enter >PlanScreen F10 >DrawerScreen",
    ),
    Journey(
        "a list that comes back",
        KEEPER,
        "#{card} F2 >CardScreen Tab*13 City{n} Ctrl+S >LearntScreen 1 >CardScreen Esc >DrawerScreen "
        + BRING % "back"
        + "F2 >ConflictsScreen Right Ctrl+S >PlanScreen F10 >DrawerScreen",
    ),
    Journey(
        "a colleague was quicker",
        KEEPER,
        "#{card} F2 >CardScreen Tab*13 Town{n} Esc*2 >DrawerScreen "
        + BRING % "back"
        + "F10 >DrawerScreen #{card} F2 >CardScreen Ctrl+S >LearntScreen 1 >MeanwhileScreen Right Ctrl+S"
        " >CardScreen",
    ),
    Journey(
        "an import undone",
        KEEPER,
        ":imports >ImportsScreen Enter >BroughtScreen Esc >ImportsScreen Delete >UndoImportScreen F10"
        " >ImportsScreen",
    ),
    Journey("held", KEEPER, BRING % "units" + "F10 >DrawerScreen " + BRING % "held" + "F10 >DrawerScreen"
    " :today >TodayScreen 6 >HeldScreen"
            " F10 >ReasonScreen invoice␣seen Enter >HeldScreen"),
    Journey("locked", KEEPER, "#{card} F7 >LendScreen Right Tab visit Ctrl+K >SignInScreen Esc >GiveUpScreen"
            " Esc >SignInScreen demo Enter >LendScreen"),
    Journey("signed out", KEEPER, SIGN_IN % KEEPER),
    Journey("three languages", KEEPER, "Ctrl+L*3 :colours :colours :colours"),
    Journey("up and down the list", KEEPER, "Down*6 PageDown*3 End PageUp*2 Home Ctrl+R End Ctrl+R*3"),
    Journey("notches", KEEPER, "F4 Down*2 Space Esc*2"),
    Journey(
        "taken over",
        KEEPER,
        ":submissions >SubmissionsScreen Enter >SubmissionScreen Right Down Right F10 >SubmissionsScreen",
    ),
    Journey("handed over", KEEPER, "F12 >RequestsScreen F7 >LendScreen F7 >RequestsScreen"),
    # the manager's
    Journey("approved", MANAGER, "F12 >RequestsScreen F10"),
    Journey("refused", MANAGER, "F12 >RequestsScreen Delete >ReasonScreen later Enter >RequestsScreen"),
    Journey(
        "a rule",
        MANAGER,
        ":rules␣of␣lending >RulesScreen Ctrl+N >RuleScreen Right Tab*5 End Right*2 Ctrl+S >RulesScreen"
    ),
    Journey("the size of lists", MANAGER, ":rules␣of␣lending >RulesScreen :size␣of␣lists >ReasonScreen"
    " 2{digit}0 Enter"
            " >RulesScreen"),
    Journey("rules for sheets", MANAGER, ":rules␣for␣sheets >SheetRulesScreen End Space Left Right"),
    Journey(
        "somebody new",
        MANAGER,
        ":staff >StaffScreen Ctrl+N >MemberScreen m{n} Tab 龙{n} Tab first{n} Tab*2 Space Ctrl+S >StaffScreen"
        " Ctrl+A >AskScreen Enter >ToldScreen ?once␣with:␣ Enter >StaffScreen Esc >DrawerScreen"
        " Ctrl+Y >SignInScreen m{n} Tab ! Enter >PasswordScreen own{n} Tab own{n} Enter >DrawerScreen "
        + SIGN_IN % MANAGER,
    ),
    Journey(
        "a leave",
        MANAGER,
        ":staff >StaffScreen Down*3 F10 >HandoverScreen Tab Right*2 Tab*2 +9 Enter >HandoverListScreen Esc"
        " >StaffScreen F8",
    ),
    Journey(
        "retention",
        MANAGER,
        ":past␣retention >RetentionScreen F2 >MonthsScreen 24{digit} Ctrl+S >RetentionScreen",
    ),
    Journey(
        "merged",
        MANAGER,
        ":likely␣doubles >PairsScreen Ctrl+F Enter >MergeScreen F10 >PairsScreen Ctrl+Z",
    ),
    Journey("branches", MANAGER, ":branch␣offices >BranchesScreen Ctrl+N >NewBranchScreen"),
    Journey(
        "sent and taken back",
        MANAGER,
        "#{card} :send␣to␣a␣branch >SendScreen Right Tab moved Enter >DrawerScreen"
        " :cards␣on␣the␣way >TransfersScreen Ctrl+Delete",
    ),
    Journey("sent here", MANAGER, "#{away} :send␣to␣a␣branch >SendScreen Right Tab moved Enter >DrawerScreen"),
    Journey(
        "received",
        MANAGER,
        ":cards␣on␣the␣way >TransfersScreen F10 >ReceiveScreen Right Enter >TransfersScreen",
    ),
    Journey(
        "rights of a customer",
        MANAGER,
        "#{card} Enter >CardScreen :hold >ReasonScreen asked Enter =on␣hold :release␣the >ReasonScreen over"
        " Enter"
        " =erased␣again :restrict >ReasonScreen asked Enter =restricted :lift >ReasonScreen over Enter"
        " =used␣again",
    ),
    Journey(
        "erased",
        MANAGER,
        "#{card} Enter >CardScreen :erase >ReasonScreen asked Enter >AskScreen Enter =nothing␣of␣it",
    ),
    Journey("the journal", MANAGER, ":journal >JournalScreen Enter >JournalEntryScreen"),
    Journey("refusals", MANAGER, ":refusals >RefusalsScreen"),
    Journey("help", MANAGER, "F1 >HelpScreen F1 >RightsScreen"),
    # a salesperson's
    Journey("asked and withdrawn", SALES, "#{card} Shift+F7 >RequestScreen visit Shift+F7 >DrawerScreen F12"
            " >RequestsScreen Backspace"),
    Journey("asked", SALES, "#{card} Shift+F7 >RequestScreen visit Shift+F7 >DrawerScreen"),
    Journey("a new customer", SALES, "Ctrl+N >SubmitScreen New␣{n} Ctrl+S >LearntScreen 1 >DrawerScreen"),
    Journey(
        "a correction",
        SALES,
        "#{card} F2 >SubmitScreen Tab*9 136{n:08} Ctrl+S >LearntScreen 1 >DrawerScreen",
    ),
    Journey("submissions", SALES, ":submissions >SubmissionsScreen End Enter >SubmissionScreen"),
    Journey("read before the visit", SALES, "Ctrl+G >LoansScreen Enter >CardScreen F10"),
    Journey(
        "a pack",
        SALES,
        "Ctrl+G >LoansScreen End Shift+F9 >PackScreen Ctrl+U {folder}/p{n}.pdf Ctrl+S >LoansScreen",
    ),
    Journey(
        "a list asked for",
        SALES,
        "#{card} Ctrl+E >ExportScreen spring Ctrl+S >AskScreen Enter >DrawerScreen",
    ),
    Journey(
        "a draft",
        SALES,
        "#{card} F2 >SubmitScreen Tab*9 135 Esc >DrawerScreen :my␣drafts >DraftsScreen Enter >SubmitScreen"
        " Ctrl+X",
    ),
    Journey("today", SALES, ":today >TodayScreen"),
)  # fmt: skip
