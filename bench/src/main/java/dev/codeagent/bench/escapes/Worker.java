package dev.codeagent.bench.escapes;

import dev.codeagent.bench.rig.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A piece of the host of its own, so that cases that are tried at the same time are told apart. */
record Worker(HostPlace host, HostServices services, Places places) implements AutoCloseable {

    static Worker open(Path folder, String name, Places places) throws IOException {
        Path own = Files.createDirectories(folder.resolve("host-" + name));
        var host = new HostPlace(own, places.secret(), Outsider.here());
        try {
            var services = new HostServices(own, places.secret());
            host.settle();
            return new Worker(host, services, places);
        } catch (IOException e) {
            host.close();
            throw e;
        }
    }

    Judge judge() {
        return new Judge(host, services);
    }

    Words words() {
        return places.words().with(host.words().values()).with(services.words().values());
    }

    /** A copy of the sample repository that anybody may write to. */
    Path scratch() throws IOException, InterruptedException {
        Path scratch = host.folder().resolveSibling("scratch");
        Repository.create(scratch);
        try (Stream<Path> all = Files.walk(scratch)) {
            for (Path path : all.toList()) {
                HostPlace.open(path);
            }
        }
        return scratch;
    }

    @Override
    public void close() throws IOException {
        services.close();
        host.close();
    }
}
