package dev.codeagent.executor.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Opens regular files in directories where a command can replace an entry at any moment. A check of the type before
 * {@code open} is not enough: {@code open} waits for the other end of a FIFO that was swapped in after the check, and
 * Java has no {@code O_NONBLOCK} (open(2), fifo(7)). So another thread opens the file, and the caller waits for a
 * limited time.
 */
public final class RegularFiles {
    static final Duration OPEN_LIMIT = Duration.ofSeconds(3);

    /** Threads that can wait in {@code open} at the same time; when all of them do, nothing is opened any more. */
    static final int MAX_OPENING = 32;

    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> READ_WRITE =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> CREATE_NEW =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final ThreadPoolExecutor OPENERS = openers();

    private RegularFiles() {}

    /** One thread is always there, because a command can use up the threads of the sandbox. */
    private static ThreadPoolExecutor openers() {
        var pool = new ThreadPoolExecutor(
                1,
                MAX_OPENING,
                10,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Thread.ofPlatform().daemon().name("file-opener-", 0).factory());
        pool.prestartCoreThread();
        return pool;
    }

    /**
     * Opens a file; a link as the last component is not followed.
     *
     * @throws IOException also if the entry is not a regular file
     */
    public static InputStream newInputStream(Path file) throws IOException {
        return newInputStream(file, () -> Files.newByteChannel(file, READ));
    }

    /** Opens a file relative to an open directory. */
    static InputStream newInputStream(Path file, Callable<SeekableByteChannel> open) throws IOException {
        SeekableByteChannel channel = open(file, open);
        try {
            channel.position(); // Fails for a FIFO, whose other end would keep the reader waiting.
        } catch (IOException e) {
            channel.close();
            throw notRegular(file);
        }
        return Channels.newInputStream(channel);
    }

    /** Reads a whole file; a link as the last component is not followed. */
    public static byte[] readAllBytes(Path file) throws IOException {
        try (InputStream in = newInputStream(file)) {
            return in.readAllBytes();
        }
    }

    /** Reads a file in UTF-8; malformed bytes are replaced. */
    public static String readString(Path file) throws IOException {
        return new String(readAllBytes(file), StandardCharsets.UTF_8);
    }

    /**
     * Creates a file with a random name, which only its owner can read, and writes it without opening it again by its
     * name.
     */
    public static Path create(Path directory, String prefix, String suffix, byte[] content) throws IOException {
        Path file = directory.resolve(prefix + UUID.randomUUID() + suffix);
        try (var channel = Files.newByteChannel(file, CREATE_NEW, OWNER_ONLY)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
        return file;
    }

    /**
     * Calls an operation that opens a file.
     *
     * @param file its path, for errors
     * @throws IOException also if the operation takes more than {@link #OPEN_LIMIT}
     */
    static <C extends SeekableByteChannel> C open(Path file, Callable<C> operation) throws IOException {
        var opened = new CompletableFuture<C>();
        try {
            OPENERS.execute(() -> complete(opened, operation));
        } catch (RejectedExecutionException e) {
            throw new FileSystemException(
                    file.toString(),
                    null,
                    "is not opened, because " + MAX_OPENING + " others do not open; stop the background process that"
                            + " replaces files by FIFOs");
        } catch (OutOfMemoryError e) {
            throw new FileSystemException(file.toString(), null, "is not opened: the sandbox has no free thread");
        }
        try {
            return opened.get(OPEN_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException known ? known : new IOException(e.getCause());
        } catch (TimeoutException e) {
            abandon(file, opened);
            throw notRegular(file);
        } catch (InterruptedException e) {
            abandon(file, opened);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the call was cancelled while " + file + " was opened");
        }
    }

    private static <C extends SeekableByteChannel> void complete(CompletableFuture<C> opened, Callable<C> operation) {
        try {
            C channel = operation.call();
            if (!opened.complete(channel)) {
                channel.close(); // Nobody waits for it any more.
            }
        } catch (Exception e) {
            opened.completeExceptionally(e);
        }
    }

    /** Opening both ends of a FIFO never waits, and releases the thread that waits for one, if it is still there. */
    private static void abandon(Path file, CompletableFuture<? extends SeekableByteChannel> opened) throws IOException {
        if (!opened.cancel(false) && !opened.isCompletedExceptionally()) {
            opened.join().close();
        }
        try (var both = FileChannel.open(file, READ_WRITE)) {
            both.isOpen();
        } catch (IOException e) {
            // Something else is there now, so the thread waits until the sandbox ends.
        }
    }

    private static FileSystemException notRegular(Path file) {
        return new FileSystemException(file.toString(), null, "is not a regular file but a FIFO or a device");
    }
}
