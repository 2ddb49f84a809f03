package dev.codeagent.server;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether this server is that of our image, by a file that only the image has beside the server's jar. The marks that engines
 * leave in a root are no proof: they are also on machines that were made from an image.
 */
final class Container {
    private static final String MARK = "container";

    private Container() {}

    static boolean inside() {
        return marked(ServerMain.home());
    }

    static boolean marked(Path home) {
        return Files.exists(home.resolve(MARK));
    }
}
