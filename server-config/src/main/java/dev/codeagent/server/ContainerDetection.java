package dev.codeagent.server;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether this server is that of our image, by a file that only the image has beside the server's jar. The marks that engines
 * leave in a root are no proof: they are also on machines that were made from an image.
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
