package dev.codeagent.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The server's data directory: database, logs, workspaces, and {@code server}, the root directory of Payara Micro. Each
 * start recreates {@code server}; runs do not need the batch job repository in it.
 */
record DataDirectory(Path path, Path home, FileChannel lock) {
    private static final long REQUIRED_FREE_BYTES = 200L << 20;
    private static final int LOCK_ATTEMPTS = 3;
    private static final long LOCK_RETRY_MILLIS = 50;

    /**
     * Checks and locks the directory for this process. {@link #prepareServerDirectory} follows after all other checks.
     *
     * @throws StartupException if the directory cannot be used
     */
    static DataDirectory open(Path path, Path home) {
        ServerMain.requireWritable(path, "--data");
        requireFreeSpace(path);
        FileChannel lock = lock(path);
        writeServerJson(path, "");
        BackupRestore.restore(path);
        ServerMain.requireWritable(path.resolve("logs"), "--data");
        return new DataDirectory(path, home, lock);
    }

    private static void requireFreeSpace(Path path) {
        try {
            long free = Files.getFileStore(path).getUsableSpace();
            if (free < REQUIRED_FREE_BYTES) {
                throw new StartupException("only " + (free >> 20) + " MB are free on the disk of " + path
                        + "; the server needs " + (REQUIRED_FREE_BYTES >> 20)
                        + " MB: free some space or choose another directory with --data");
            }
        } catch (IOException e) {
            throw new StartupException("cannot read the free space of " + path + ": " + e.getMessage());
        }
    }

    private static FileChannel lock(Path path) {
        try {
            for (int attempt = 0; attempt < LOCK_ATTEMPTS; attempt++) {
                Optional<FileChannel> locked = tryLock(path.resolve("server.lock"));
                if (locked.isPresent()) {
                    return locked.get();
                }
                Thread.sleep(LOCK_RETRY_MILLIS);
            }
            throw new StartupException("another server uses " + path + "; stop it with `codeagent down --data " + path
                    + "`, or choose another directory with --data");
        } catch (IOException | OverlappingFileLockException e) {
            throw new StartupException("cannot lock " + path.resolve("server.lock") + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartupException("interrupted");
        }
    }

    /** A client holds the lock for a moment when it tests whether a server holds it, or when it deletes the file. */
    private static Optional<FileChannel> tryLock(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        if (channel.tryLock() != null && Files.exists(file)) {
            return Optional.of(channel);
        }
        channel.close();
        return Optional.empty();
    }

    void prepareServerDirectory() {
        Path server = path.resolve("server");
        try {
            deleteTree(server); // The server would load any class that is left in it.
            OwnerOnlyFiles.createDirectory(server);
            copyTree(home.resolve("payara/config"), server.resolve("config"));
            // A copy, because Payara rejects a read-only file, as in a container.
            Files.copy(
                    home.resolve("payara/domain.xml"),
                    server.resolve("domain.xml"),
                    StandardCopyOption.REPLACE_EXISTING);
            Files.createDirectories(server.resolve("docroot"));
            Files.createDirectories(server.resolve("lib"));
            copyTree(home.resolve("payara/install"), server.resolve("lib/install"));
            linkLibraries(server.resolve("lib"));
        } catch (IOException | UncheckedIOException e) {
            throw new StartupException("cannot create " + server + ": " + e.getMessage());
        }
    }

    private void linkLibraries(Path lib) throws IOException {
        try (Stream<Path> jars = Files.list(home.resolve("lib"))) {
            for (Path jar : jars.filter(p -> p.toString().endsWith(".jar")).toList()) {
                linkOrCopy(lib.resolve(jar.getFileName()), jar);
            }
        }
    }

    private static void linkOrCopy(Path link, Path target) throws IOException {
        try {
            Files.createSymbolicLink(link, target.toAbsolutePath());
        } catch (IOException | UnsupportedOperationException e) {
            Files.copy(target, link, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /**
     * Writes the address into {@code server.json}, in which clients find the server of this data directory. The server
     * listens there already: before, another program could do so.
     */
    void publishAddress(String host, int port) {
        writeServerJson(path, ",\"host\":\"" + host + "\",\"port\":" + port);
    }

    private static void writeServerJson(Path path, String address) {
        String json = "{\"pid\":" + ProcessHandle.current().pid() + address + "}\n";
        try {
            Path partial = path.resolve("server.json.new");
            Files.deleteIfExists(partial);
            Files.writeString(partial, json, StandardOpenOption.CREATE_NEW);
            Files.move(partial, path.resolve("server.json"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new StartupException("cannot write " + path.resolve("server.json") + ": " + e.getMessage());
        }
    }

    void deleteServerJsonAtExit() {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                Files.deleteIfExists(path.resolve("server.json"));
            } catch (IOException e) {
                System.err.println("codeagent: cannot delete server.json: " + e.getMessage());
            }
        }));
    }

    String[] payaraArguments(int port) {
        return new String[] {
            "--rootdir", path.resolve("server").toString(),
            "--nohazelcast", "--disablephonehome",
            "--logproperties", path.resolve("server/config/logging.properties").toString(),
            "--port", String.valueOf(port),
            "--domainconfig", path.resolve("server/domain.xml").toString(),
            "--deploy", home.resolve("codeagent.war").toString(),
            "--contextroot", "/"
        };
    }

    /** Maps a level of the configuration (ERROR, WARN, INFO, DEBUG) to {@code java.util.logging}. */
    static String julLevel(String level) {
        return switch (level) {
            case "ERROR" -> "SEVERE";
            case "WARN" -> "WARNING";
            case "DEBUG" -> "FINE";
            default -> "INFO";
        };
    }

    /** Writes the logging configuration and returns its path. */
    Path writeLoggingConfiguration(String level) {
        Path file = path.resolve("server/config/logging.properties");
        try (InputStream template = ServerMain.class.getResourceAsStream("/logging.properties")) {
            String text = new String(template.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                    .replace("${level}", julLevel(level))
                    .replace("${logs}", path.resolve("logs").toString().replace('\\', '/'));
            Files.writeString(file, text);
            return file;
        } catch (IOException e) {
            throw new StartupException("cannot write " + file + ": " + e.getMessage());
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path source : paths.toList()) {
                Path target = to.resolve(from.relativize(source).toString());
                if (Files.isDirectory(source)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private static void deleteTree(Path tree) throws IOException {
        if (Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> paths = Files.walk(tree)) {
                for (Path p : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(p);
                }
            }
        }
    }
}
