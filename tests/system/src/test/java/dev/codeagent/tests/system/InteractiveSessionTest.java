package dev.codeagent.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

/** Requests, keys and pastes in the interactive session. */
class InteractiveSessionTest extends InteractiveSessionFixture {
    @Test
    void completesCommandsFilesRunsAndProviders() throws Exception {
        String run = server.rest().startRun(project, "/review", "for the completion", "scripted");
        open(100, 30);

        terminal.type("/prov\t");
        terminal.awaitScreen(PROMPT + "/provider", LIMIT);
        terminal.type(" scr\t");
        terminal.awaitScreen(PROMPT + "/provider scripted", LIMIT);
        terminal.type(CTRL_U + "explain @notes\t");
        terminal.awaitScreen(PROMPT + "explain @untracked-notes.txt", LIMIT);
        terminal.type(CTRL_U + "diff " + run.substring(0, run.length() - 1) + "\t");
        terminal.awaitScreen(PROMPT + "diff " + run, LIMIT);
        terminal.type(CTRL_U + "explain @secret\t\t");
        terminal.type(" end");
        terminal.awaitScreen(PROMPT + "explain @secret end", LIMIT);
        assertThat(terminal.screen()).noneMatch(line -> line.contains("secret-ignored"));
    }

    @Test
    void sendsSeveralLinesAsOneRequest() throws Exception {
        open(80, 40);

        terminal.type("/review first \\\rsecond\u001b\rthird ```\r"); // Alt-Enter sends escape and return.
        awaitLine("… ");
        terminal.type("code \"in a block\r``` and \"in\rquotes\"\r");
        terminal.awaitScreen("It is reviewed.", LIMIT);

        assertThat(lastRun("prompt")).isEqualTo("first \nsecond\nthird ```\ncode \"in a block\n``` and \"in\nquotes\"");
    }

    @Test
    void ctrlCCancelsTheRunAndKeepsTheSession() throws Exception {
        open(80, 30);

        terminal.type("/plan slowly\r");
        terminal.awaitScreen("takes its time", LIMIT);
        terminal.type("and then this");
        terminal.type(CTRL_C);
        terminal.awaitScreen("cancelling the run", LIMIT);
        awaitLine(PROMPT + "and then this"); // What was typed during the run is kept.
        await().atMost(LIMIT).until(() -> lastRun("state").equals("cancelled"));

        terminal.type(CTRL_C);
        awaitLine(PROMPT);
        terminal.type("/review go on\r");
        terminal.awaitScreen("It is reviewed.", LIMIT);
        awaitLine(PROMPT);
        terminal.type(CTRL_C);
        terminal.awaitScreen("press Ctrl-C again", LIMIT);
        terminal.type(CTRL_C);
        assertThat(terminal.awaitExit(LIMIT)).isZero();
    }

    @Test
    void keepsTheChangesOfACancelledRun() throws Exception {
        open(100, 40);

        terminal.type("/document the guide\r");
        terminal.awaitScreen("This takes long", LIMIT);
        terminal.type(CTRL_C);
        terminal.awaitScreen("guide.txt", LIMIT);
        awaitLine(PROMPT);
        String run = lastRun("id");
        assertThat(lastRun("state")).isEqualTo("cancelled");
        terminal.type("/review it\r");
        terminal.awaitScreen("the changes of " + run + " are not applied", LIMIT);
        terminal.awaitScreen("It is reviewed.", LIMIT);
        awaitLine(PROMPT);
        terminal.type("apply " + run + "\r");
        terminal.awaitScreen("applied to your working tree", LIMIT);

        assertThat(repository.path().resolve("guide.txt")).hasContent("half of the guide");
    }

    @Test
    void oneKeyAnswersAnApproval() throws Exception {
        open(80, 45);

        terminal.type("touch it\r");
        terminal.awaitScreen("allow it?", LIMIT);
        terminal.type("w");
        Thread.sleep(1_100); // Longer than the time in which a key after another one is text.
        terminal.type("y");
        terminal.awaitScreen("approved by", LIMIT);
        terminal.awaitScreen("It is touched.", LIMIT);
        awaitLine(PROMPT + "w");
        terminal.type(CTRL_U + "apply\r"); // The last run.
        terminal.awaitScreen("applied to your working tree", LIMIT);

        assertThat(repository.path().resolve("made.txt")).exists();
        assertThat(terminal.output()).contains("touching is asked for");
    }

    @Test
    void pastesTenThousandCharactersAsOneText() throws Exception {
        open(80, 24);
        int runsBefore = server.rest().listRuns("projectId=" + project).size();
        String pasted = "a line of pasted text, 39 characters ø\n".repeat(257).substring(0, 10_000);

        terminal.type("/review ");
        terminal.paste(pasted);
        terminal.awaitScreen("[pasted text 1: 10,000 characters]", LIMIT);
        assertThat(server.rest().listRuns("projectId=" + project)).hasSize(runsBefore);
        terminal.type("\r");
        terminal.awaitScreen("It is reviewed.", LIMIT);

        assertThat(lastRun("prompt")).isEqualTo(pasted.strip());
    }

    @Test
    void keepsSessionAndTextWhenTheConnectionBreaks() throws Exception {
        open(100, 40);

        terminal.type("/plan slowly\r");
        terminal.awaitScreen("takes its time", LIMIT);
        proxy.cut();
        terminal.awaitScreen("connection lost", LIMIT);
        proxy.restore();
        terminal.awaitScreen("reconnected", LIMIT);
        terminal.type(CTRL_C);
        terminal.awaitScreen("cancelled", LIMIT);
        awaitLine(PROMPT);

        terminal.type("/review this is ty");
        proxy.cut();
        terminal.awaitScreen("does not answer", LIMIT);
        terminal.type("ped\r");
        terminal.awaitScreen("cannot reach", LIMIT);
        awaitLine(PROMPT + "/review this is typed");
        proxy.restore();
        terminal.awaitScreen("connected again", LIMIT);
        terminal.type("\r");
        terminal.awaitScreen("It is reviewed.", LIMIT);
        assertThat(lastRun("prompt")).isEqualTo("this is typed");
    }

    @Test
    void keepsTheHistoryForItsUserAloneAndWithoutKeys() throws Exception {
        open(80, 24);
        terminal.type("/help\r");
        terminal.awaitScreen("Ctrl-R", LIMIT);
        terminal.type("providers add x --key sk-planted --url nowhere\r");
        awaitLine(PROMPT);
        terminal.type(CTRL_D);
        assertThat(terminal.awaitExit(LIMIT)).isZero();
        terminal.close();

        open(80, 24);
        terminal.type(UP);
        awaitLine(PROMPT + "/help");
        Path history = folder.resolve("state/codeagent/history");
        assertThat(history).content().contains("/help").doesNotContain("sk-planted");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(history)))
                .isEqualTo("rw-------");
    }

    @Test
    void worksInATerminalWithoutAnyAbility() throws Exception {
        open(80, 24, "dumb");

        terminal.type("/review plainly\r");
        terminal.awaitScreen("It is reviewed.", LIMIT);
        awaitLine(PROMPT);
        terminal.type("/exit\r");

        assertThat(terminal.awaitExit(LIMIT)).isZero();
        assertThat(terminal.output()).doesNotContain("\u001b[");
    }
}
