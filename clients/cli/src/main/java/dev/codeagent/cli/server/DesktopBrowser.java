package dev.codeagent.cli.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The browser of the desktop. It opens a file that only the user can read and that leads to the address: other users of
 * the machine see the arguments of processes, and the address has the code of a login.
 *
 * @param command the command that opens a file
 */
public record DesktopBrowser(List<String> command) {
    private static final String FILE = "browser.html";

    public DesktopBrowser {
        command = List.copyOf(command);
    }

    /** The browser of this machine's desktop; empty without a desktop, and for a user who is logged in with SSH. */
    public static Optional<DesktopBrowser> find() {
        return find(System.getProperty("os.name"), System.getenv(), SearchPath.fromEnvironment());
    }

    static Optional<DesktopBrowser> find(String system, Map<String, String> environment, SearchPath programs) {
        if (isSet(environment, "SSH_CONNECTION") || isSet(environment, "CI")) {
            return Optional.empty();
        }
        String name = system.toLowerCase(Locale.ROOT);
        if (name.startsWith("windows")) {
            return programs.find("rundll32").map(file -> of(file, "url.dll,FileProtocolHandler"));
        }
        if (name.startsWith("mac")) {
            return programs.find("open").map(DesktopBrowser::of);
        }
        boolean desktop = isSet(environment, "DISPLAY") || isSet(environment, "WAYLAND_DISPLAY");
        return desktop ? programs.find("xdg-open").map(DesktopBrowser::of) : Optional.empty();
    }

    private static DesktopBrowser of(Path program, String... arguments) {
        var command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        return new DesktopBrowser(command);
    }

    private static boolean isSet(Map<String, String> environment, String variable) {
        return !environment.getOrDefault(variable, "").isBlank();
    }

    /**
     * Opens the address and does not wait for the browser.
     *
     * @param data the data directory, which gets the file
     * @return whether the program was started
     */
    public boolean open(Path data, String address) {
        try {
            Path page = Files.createTempFile(data, "browser", ".html"); // Readable by its owner alone.
            Files.writeString(page, page(address));
            Path file = Files.move(page, data.resolve(FILE), StandardCopyOption.REPLACE_EXISTING);
            var arguments = new ArrayList<>(command);
            arguments.add(file.toString());
            new ProcessBuilder(arguments)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return true;
        } catch (IOException e) {
            return false; // The address is printed too.
        }
    }

    private static String page(String address) {
        String escaped = address.replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;");
        return "<!doctype html>\n<meta charset=\"utf-8\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
                + "<meta http-equiv=\"refresh\" content=\"0; url=" + escaped
                + "\">\n<title>Code Agent</title>\n<a href=\""
                + escaped + "\">Open the portal</a>\n";
    }
}
