package dev.codeagent.persistence.schema;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import org.eclipse.microprofile.config.Config;

/**
 * A restored copy of the data directory is made good before its database is opened. The program that starts Payara Micro
 * has done so; on Payara Server nobody was there before the application, which asks that program's class by its name. A
 * file in the directory says that it was a copy, until its runs are ended.
 */
final class BackupRestoreInvoker {
    private static final String SERVER_JAR = "codeagent-server.jar";
    private static final String RESTORE_CLASS = "dev.codeagent.server.BackupRestore";

    private BackupRestoreInvoker() {}

    static void restoreIfCopied(Config config) {
        if (config.getOptionalValue("codeagent.data.locked", Boolean.class).orElse(false)) {
            return;
        }
        Path serverJar = Path.of(config.getValue("codeagent.home", String.class), SERVER_JAR);
        Path data = Path.of(config.getValue("codeagent.data", String.class));
        try (var loader = new URLClassLoader(new URL[] {serverJar.toUri().toURL()}, null)) {
            loader.loadClass(RESTORE_CLASS).getMethod("restore", Path.class).invoke(null, data);
        } catch (InvocationTargetException e) {
            throw new AgentException(
                    ErrorCode.STORAGE_FAILED, e.getTargetException().getMessage(), e.getTargetException());
        } catch (IOException | ReflectiveOperationException e) {
            throw new AgentException(
                    ErrorCode.STORAGE_FAILED,
                    "whether " + data + " is a restored copy is not known: " + serverJar + " cannot be used (" + e
                            + "); lay out the server folder again",
                    e);
        }
    }
}
