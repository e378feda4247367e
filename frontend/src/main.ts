// The browser's part of Balie: everything declared in the HTML comes to life here.
import "htmx.org";
import { startComboboxes } from "./combobox.ts";
import { startCountdown } from "./countdown.ts";
import { startDrafts } from "./drafts.ts";
import { startEditors } from "./editors.ts";
import { startEntrance } from "./entrance.ts";
import { startErrors } from "./errors.ts";
import { startFiles } from "./files.ts";
import { startForms } from "./forms.ts";
import { startGraph } from "./graph.ts";
import { startKeyboard } from "./keyboard.ts";
import { startLive } from "./live.ts";
import { startOffline } from "./offline.ts";
import { startPresence } from "./presence.ts";
import { startRelative } from "./relative.ts";
import { startRows } from "./rows.ts";
import { startScript } from "./script.ts";
import { startSearch } from "./search.ts";
import { startSheet } from "./sheet.ts";
import { startSound } from "./sound.ts";
import { startShell } from "./shell.ts";
import { startShorthand } from "./shorthand.ts";
import { startSoftphone } from "./softphone.ts";
import { startCaller } from "./softphone/caller.ts";
import { startHeadset } from "./softphone/headset.ts";
import { startSpelling } from "./spelling.ts";
import { startStill } from "./still.ts";
import { startSuggestions } from "./suggestions.ts";
import { startTelephone } from "./telephone.ts";
import { startTicket } from "./ticket.ts";
import { startToasts } from "./toast.ts";

startShell();
startForms();
startErrors();
startOffline();
startToasts();
startKeyboard();
startSheet();
startRows();
startRelative();
startCountdown();
startStill();
startComboboxes();
startFiles();
startEditors();
startEntrance();
startSearch();
startTelephone();
startTicket();
startScript();
startSound();
startGraph();
startSuggestions();

// What needs someone signed in.
if (document.body.dataset["user"]) {
  startDrafts();
  startSpelling();
  startShorthand();
  startPresence();
  startLive();
  startHeadset(startSoftphone());
  startCaller();
}
