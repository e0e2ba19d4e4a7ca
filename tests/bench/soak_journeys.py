"""What is typed in the soak, person by person and journey by journey; `tests/bench/soak_hand.py` says how it is read.

Each begins and ends at the drawer. What one changes it leaves as good as it was, or does to a card of its own, so that
it may be typed again and again: a card that is lent comes back, a leave is handed back, a count is given up.
"""

from collections.abc import Mapping

LEND = "#{card} F7 >LendScreen Right*2 Tab visit F7 =Lent >DrawerScreen "
EDIT = "F2 >CardScreen Tab*8 138{n:08} Ctrl+S >LearntScreen 1 =Saved >CardScreen "
TWIN = "Ctrl+N >CardScreen Twin␣{n} Tab*8 139{n:08} Ctrl+S >LearntScreen 2 "
BRING = "F10 >ImportFileScreen {%s} Enter >PlanScreen "
WRITE = "F10 =Import >DrawerScreen "
ASK = "#{card} Shift+F7 >RequestScreen visit Shift+F7 =Asked >DrawerScreen "
SIGN_IN = "Ctrl+Y >SignInScreen %s Tab demo Enter >DrawerScreen "
LOCK = "Ctrl+K >SignInScreen Esc >GiveUpScreen Esc >SignInScreen demo Enter "

KEEPER: Mapping[str, str] = {
    "lend and take back": LEND + "F8",
    "edit and put back": "#{card} " + EDIT + "Shift+F6 Backspace",
    "what was changed": "#{card} Enter >CardScreen Shift+F6 Enter >EntryScreen",
    "twins": TWIN + "=Saved >CardScreen Esc >DrawerScreen " + TWIN + ">DoublesScreen Ctrl+S =Saved",
    "an extract": (
        "#{card} :ask␣for␣an␣extract >ExtractScreen Anne␣Petit Tab accounts Tab audit Tab*2 Space Ctrl+S >DrawerScreen"
    ),
    "back with a result": LEND + "Ctrl+G >LoansScreen End Shift+F2 >CameBackScreen Ctrl+S =Returned",
    "chase": "Ctrl+G >LoansScreen Ctrl+A >ChaseScreen F10",
    "the desk": (
        "Ctrl+D >DeskScreen {card} Enter {other} Enter F6*2 Right*2 Tab visit F7 =Lent {card} Enter {other} Enter F8"
    ),
    "somebody waits": LEND
    + ":reserve >ReserveScreen Right*3 Tab next Enter =waits >DrawerScreen F8 =reserved Ctrl+F8 >WaitSlipScreen"
    " Ctrl+U {folder}/w{n}.pdf Ctrl+S >DrawerScreen",
    "changed while out": LEND + EDIT + "F8 =Returned Ctrl+F7 >ChangedScreen",
    "a count": (
        "Shift+F4 >CountScreen Ctrl+N >BeginScreen Enter*2 =begun >CountScreen {card} Enter {other} Enter"
        " F4 >DifferencesScreen F2 >SettleScreen Tab post Ctrl+S =settled >DifferencesScreen Esc >CountScreen"
        " :give␣the␣count␣up >ReasonScreen enough Enter =given␣up"
    ),
    "archived": (
        "#{card} Enter >CardScreen Ctrl+Delete >ReasonScreen moved Enter =archived"
        " :out␣of >ReasonScreen returned Enter =among"
    ),
    "a sheet": BRING % "sheet" + WRITE,
    "a sheet mended": BRING % "faulty"
    + "Down F2 >MendScreen 2026-01-09 Ctrl+S =again >PlanScreen F4 >ColumnsScreen Esc >PlanScreen "
    + WRITE,
    "a sheet decided": BRING % "likely" + "F2 >DecideScreen Enter >PlanScreen " + WRITE,
    "a list that comes back": "#{card} F2 >CardScreen Tab*13 City{n} Ctrl+S >LearntScreen 1 =Saved Esc >DrawerScreen "
    + BRING % "back"
    + "F2 >ConflictsScreen Right Ctrl+S >PlanScreen "
    + WRITE,
    "a colleague was quicker": "#{card} F2 >CardScreen Tab*13 Town{n} Esc*2 >DrawerScreen "
    + BRING % "back"
    + WRITE
    + "#{card} F2 >CardScreen Ctrl+S >LearntScreen 1 >MeanwhileScreen Right Ctrl+S =Saved",
    "an import undone": (
        ":imports >ImportsScreen Enter >BroughtScreen Esc >ImportsScreen"
        " Delete >UndoImportScreen Shift+Left F10 =undone"
    ),
    "held": BRING % "units"
    + WRITE
    + BRING % "held"
    + WRITE
    + ":today >TodayScreen 6 >HeldScreen F10 >ReasonScreen invoice␣seen Enter >HeldScreen",
    "handed over": "F12 >RequestsScreen End F7 >LendScreen F7 =Lent",
    "taken over": ":submissions >SubmissionsScreen Enter >SubmissionScreen Right Down Right F10 =Taken",
    "handed over once more": "F12 >RequestsScreen End F7 >LendScreen F7 =Lent",
    "a loan back": "Ctrl+G >LoansScreen F8 =eturned",
    "an extract printed": (
        ":extracts >ExtractsScreen End Shift+F9 >ExtractPaperScreen Ctrl+U {folder}/x{n}.pdf Ctrl+S >ExtractsScreen"
        " Ctrl+Delete"
    ),
}
MANAGER: Mapping[str, str] = {
    "refused": "F12 >RequestsScreen Delete >ReasonScreen later Enter =Refused",
    "approved": "F12 >RequestsScreen Space*6 F10",
    "a rule": ":rules␣of␣lending >RulesScreen Ctrl+N >RuleScreen Right*3 Tab*2 1{digit} Ctrl+S =set",
    "the size of lists": (
        ":rules␣of␣lending >RulesScreen :size␣of␣lists >ReasonScreen Ctrl+U 2{digit}0 Enter >RulesScreen"
    ),
    "rules for sheets": ":rules␣for␣sheets >SheetRulesScreen End Space Left Right",
    "somebody new": (
        ":staff >StaffScreen Ctrl+N >MemberScreen m{n} Tab 龙{n} Tab first{n} Tab*2 Space Ctrl+S =signs >StaffScreen"
        " Ctrl+A >AskScreen Enter >ToldScreen ?once␣with:␣ Enter >StaffScreen Esc >DrawerScreen"
        " Ctrl+Y >SignInScreen m{n} Tab ! Enter >PasswordScreen own{n} Tab own{n} Enter >DrawerScreen "
    )
    + SIGN_IN % "manager",
    "a leave": (
        ":staff >StaffScreen Down*3 F10 >HandoverScreen Tab Right*2 Tab*2 +9 Enter >HandoverListScreen Esc >StaffScreen"
        " F8 =gone␣back"
    ),
    "retention": ":past␣retention >RetentionScreen F2 >MonthsScreen Ctrl+U 24{digit} Ctrl+S >RetentionScreen",
    "merged": (
        ":likely␣doubles >PairsScreen Ctrl+F =looked␣through Enter >MergeScreen F10 =merged Ctrl+Z =two␣cards␣again"
    ),
    "branches": ":branch␣offices >BranchesScreen Ctrl+N >NewBranchScreen",
    "sent and taken back": (
        "#{card} :send␣to␣a␣branch >SendScreen Right Tab moved Enter =on␣its␣way >DrawerScreen"
        " :cards␣on␣the␣way >TransfersScreen Ctrl+Delete =stays"
    ),
    "sent and received": (
        "#{away} :send␣to␣a␣branch >SendScreen Right Tab moved Enter =on␣its␣way >DrawerScreen"
        " :cards␣on␣the␣way >TransfersScreen F10 >ReceiveScreen Right Enter =received"
    ),
    "approved in the afternoon": "F12 >RequestsScreen Space*6 F10",
    "rights of a customer": (
        "#{card} Enter >CardScreen :hold >ReasonScreen asked Enter =on␣hold :release␣the >ReasonScreen over Enter"
        " =erased␣again :restrict >ReasonScreen asked Enter =restricted :lift >ReasonScreen over Enter =used␣again"
    ),
    "erased": "#{card} Enter >CardScreen :erase >ReasonScreen asked Enter >AskScreen Enter =erased",
    "what is kept": (
        "#{card} Enter >CardScreen :what␣is␣kept >DisclosureScreen letter Tab Ctrl+U {folder}/k{n}.pdf"
        " Ctrl+S >CardScreen"
    ),
    "a list out": (
        "#{card} Ctrl+E >ExportScreen letters F4 >PickFieldsScreen Ctrl+S >ExportScreen Shift+Tab Ctrl+U"
        " {folder}/e{n}.xlsx Ctrl+S >DrawerScreen"
    ),
    "labels": "#{card} :labels >LabelsScreen Ctrl+U {folder}/l{n}.pdf Ctrl+S >DrawerScreen",
    "an original": (
        "#{card} :print␣the␣original >OriginalScreen Ctrl+U {folder}/o{n}.pdf Ctrl+S >DrawerScreen"
        " :void␣the␣original >ReasonScreen torn Enter =void"
    ),
    "the day's close": ":close␣the␣day >CloseScreen Tab Ctrl+U {folder}/c{n}.pdf Ctrl+S >DrawerScreen",
    "the journal": ":journal >JournalScreen Enter >JournalEntryScreen",
    "refusals": ":refusals >RefusalsScreen",
}
SALES: Mapping[str, str] = {
    "asked and withdrawn": ASK + "F12 >RequestsScreen Backspace",
    "asked": ASK,
    "a new customer": "Ctrl+N >SubmitScreen New␣{n} Ctrl+S >LearntScreen 1 =Submitted",
    "a correction": "#{card} F2 >SubmitScreen Tab*9 136{n:08} Ctrl+S >LearntScreen 1 =Submitted",
    "submissions": ":submissions >SubmissionsScreen End Enter >SubmissionScreen Esc >SubmissionsScreen Backspace",
    "read before the visit": "Ctrl+G >LoansScreen Enter >CardScreen F10 =Noted",
    "a slip": "Ctrl+G >LoansScreen Ctrl+O >SlipViewScreen",
    "where it is": "#{card} Ctrl+F >WhereScreen F6",
    "a pack": "Ctrl+G >LoansScreen End Shift+F9 >PackScreen Ctrl+U {folder}/p{n}.pdf Ctrl+S >LoansScreen",
    "a list asked for": "#{card} Ctrl+E >ExportScreen spring Ctrl+S >AskScreen Enter =Asked",
    "a draft": "#{card} F2 >SubmitScreen Tab*9 135 Esc =kept :my␣drafts >DraftsScreen Enter >SubmitScreen Ctrl+X",
    "a template": ":template >TemplateScreen Tab*2 Ctrl+U {folder}/t{n}.xlsx Ctrl+S >DrawerScreen",
    "today": ":today >TodayScreen",
    "help": "F1 >HelpScreen F1 >RightsScreen",
    "locked": "#{card} Shift+F7 >RequestScreen visit " + LOCK + ">RequestScreen",
    "signed out": SIGN_IN % "sales",
    "three languages": "Ctrl+L*3 :colours :colours :colours",
    "up and down the list": "Down*6 PageDown*3 End PageUp*2 Home Ctrl+R End Ctrl+R*3",
    "notches": "F4 Down*2 Space Esc*2",
}
JOURNEYS: Mapping[str, Mapping[str, str]] = {"keeper": KEEPER, "manager": MANAGER, "sales": SALES}
