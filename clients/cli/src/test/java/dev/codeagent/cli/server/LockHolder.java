package dev.codeagent.cli.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Holds the lock of a data directory, like a server in another process, until its input ends. */
record LockHolder(Process process) implements AutoCloseable {
    private static final String SOURCE = """
            import java.nio.channels.FileChannel;
            import java.nio.file.Path;
            import java.nio.file.StandardOpenOption;

            class Holder {
                public static void main(String[] args) throws Exception {
                    FileChannel.open(Path.of(args[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE).lock();
                    System.out.println("locked");
                    System.in.read();
                }
            }
            """;

    static LockHolder start(Path data) throws IOException {
        Path source = Files.writeString(Files.createTempDirectory("holder-").resolve("Holder.java"), SOURCE);
        Process process = new ProcessBuilder(
                        Installation.javaExecutable(),
                        source.toString(),
                        data.resolve("server.lock").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String line = process.inputReader().readLine();
        if (!"locked".equals(line)) {
            throw new IOException("the process that holds the lock did not start: " + line);
        }
        Files.delete(source);
        Files.delete(source.getParent());
        return new LockHolder(process);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
