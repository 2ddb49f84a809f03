package dev.codeagent.cli.command;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/** The terminal of this process, for reading keys. */
public final class SystemTerminal {
    /** Held here, because the levels of loggers that nobody holds are forgotten. */
    private static final Logger LIBRARY_LOG = Logger.getLogger("org.jline");

    private static @Nullable Terminal opened;

    private SystemTerminal() {}

    /**
     * Opens it at the first call. The native library asks the terminal itself; where it cannot be loaded, the program
     * {@code stty} is used, and where there is none either, the terminal is read line by line.
     *
     * @param charset the encoding of the terminal; a locale without one does not say that only ASCII is typed
     */
    public static synchronized Terminal open(Charset charset) throws IOException {
        if (opened == null) {
            // The library would ask the terminal what it can, which not every terminal understands, and print its
            // warnings.
            System.setProperty("org.jline.terminal.probe.timeout", "0");
            LIBRARY_LOG.setLevel(Level.OFF);
            opened = TerminalBuilder.builder()
                    .system(true)
                    .jni(true)
                    .exec(true)
                    .ffm(false)
                    .dumb(true)
                    .nativeSignals(true)
                    .graphemeCluster(false)
                    .encoding(charset.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : charset)
                    .build();
        }
        return Optional.ofNullable(opened).orElseThrow();
    }

    /**
     * Keys are not shown and not collected into lines; Ctrl-C and the other keys of signals keep their meaning.
     *
     * @return the attributes to restore later
     */
    public static Attributes enterKeyMode(Terminal terminal) {
        Attributes before = terminal.enterRawMode();
        Attributes keys = terminal.getAttributes();
        keys.setLocalFlag(Attributes.LocalFlag.ISIG, true);
        keys.setLocalFlag(Attributes.LocalFlag.NOFLSH, true); // Ctrl-C does not discard what was typed before.
        terminal.setAttributes(keys);
        return before;
    }
}
