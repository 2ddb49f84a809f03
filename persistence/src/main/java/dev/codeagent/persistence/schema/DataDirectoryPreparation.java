package dev.codeagent.persistence.schema;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/**
 * Repairs a restored copy of the data directory before its database is opened, and takes the permissions of other users
 * away. On Payara Micro the start program has already done this. On Payara Server no program runs before the
 * application, so this class loads {@code BackupRestore} and {@code OwnerOnlyFiles} of that program by name. A marker
 * file in the directory identifies a copy until its runs are ended.
 */
final class DataDirectoryPreparation {
    private static final String SERVER_JAR = "codeagent-server.jar";
    private static final String RESTORE_CLASS = "dev.codeagent.server.BackupRestore";
    private static final String PERMISSIONS_CLASS = "dev.codeagent.server.OwnerOnlyFiles";
    private static final String SQLITE_PREFIX = "jdbc:sqlite:";

    private DataDirectoryPreparation() {}

    static void prepare(Config config) {
        if (config.getOptionalValue("codeagent.data.locked", Boolean.class).orElse(false)) {
            return;
        }
        Path serverJar = Path.of(config.getValue("codeagent.home", String.class), SERVER_JAR);
        Path data = Path.of(config.getValue("codeagent.data", String.class));
        try (var loader = new URLClassLoader(new URL[] {serverJar.toUri().toURL()}, null)) {
            loader.loadClass(RESTORE_CLASS).getMethod("restore", Path.class).invoke(null, data);
            loader.loadClass(PERMISSIONS_CLASS)
                    .getMethod("restrict", Path.class, List.class)
                    .invoke(null, data, databaseFiles(config));
        } catch (InvocationTargetException e) {
            Throwable cause = e.getTargetException();
            throw new AgentException(
                    ErrorCode.STORAGE_FAILED, Objects.requireNonNullElse(cause.getMessage(), ""), cause);
        } catch (IOException | ReflectiveOperationException e) {
            throw new AgentException(
                    ErrorCode.STORAGE_FAILED,
                    "cannot check whether " + data + " is a restored copy: " + serverJar + " is not usable (" + e
                            + "); install the server folder again",
                    e);
        }
    }

    private static List<Path> databaseFiles(Config config) {
        return Stream.of("codeagent.db.url", "codeagent.credentials.url")
                .map(key -> config.getValue(key, String.class))
                .filter(url -> url.startsWith(SQLITE_PREFIX))
                .map(url -> Path.of(url.substring(SQLITE_PREFIX.length()).replaceFirst("\\?.*", "")))
                .toList();
    }
}
