package dev.codeagent.server;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Detects whether this server runs in the container image, by a file that only the image has beside the server's jar.
 * The files that engines create in the root are not reliable: machines that were made from an image have them too.
 */
final class ContainerDetection {
    private static final String MARKER_FILE = "container";

    private ContainerDetection() {}

    static boolean isInsideContainer() {
        return hasMarker(ServerMain.home());
    }

    static boolean hasMarker(Path home) {
        return Files.exists(home.resolve(MARKER_FILE));
    }
}
