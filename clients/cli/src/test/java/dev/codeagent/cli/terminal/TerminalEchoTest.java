package dev.codeagent.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalEchoTest {
    @Test
    void aProcessWhoseGroupHasTheTerminalIsInTheForeground() {
        assertThat(TerminalEcho.isInForeground("4242 (a) b (java)) S 4000 4242 4000 34816 4242 4194304 1 2"))
                .isTrue();
    }

    @Test
    void aJobInTheBackgroundIsNot() {
        assertThat(TerminalEcho.isInForeground("4242 (java) S 4000 4242 4000 34816 4000 4194304 1 2"))
                .isFalse();
    }

    @Test
    void nothingIsChangedWhereTheSystemDoesNotTell() {
        assertThat(TerminalEcho.isInForeground("")).isFalse();
    }
}
