package dev.codeagent.diagnostics;

import dev.codeagent.api.diagnostics.Finding;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks up the names that this machine itself must know: its own, the proxies', the providers'. */
record DnsCheck(ProviderProbe outside, HostResolver resolver) implements Check {
    private static final String ADVICE =
            "see that the address is right, and the name servers (/etc/resolv.conf, VPN); behind a proxy that looks names"
                    + " up, set HTTPS_PROXY";

    /** Finds the address of a name. */
    interface HostResolver {
        InetAddress resolve(String name) throws UnknownHostException;
    }

    @Override
    public String name() {
        return "dns";
    }

    @Override
    public List<Finding> run() throws InterruptedException {
        if (!isLocalhostLoopback()) {
            return List.of(Finding.fail(
                    name(),
                    "localhost is not this machine",
                    "server, client and local models do not find each other",
                    "put the line `127.0.0.1 localhost` into /etc/hosts"));
        }
        Set<String> names = hostNames();
        List<String> unknown = names.stream().filter(n -> !resolves(n)).toList();
        if (!unknown.isEmpty()) {
            return List.of(Finding.warn(
                    name(),
                    "no address for " + String.join(", ", unknown),
                    "providers there cannot be reached",
                    ADVICE));
        }
        return List.of(Finding.ok(
                name(), names.isEmpty() ? "localhost; nothing else to look up" : "knows " + String.join(", ", names)));
    }

    @Override
    public Finding onTimeout(Duration timeout) {
        return Finding.warn(
                name(),
                "no answer within " + timeout.toSeconds() + " s",
                "providers beyond this machine cannot be reached",
                ADVICE);
    }

    private Set<String> hostNames() throws InterruptedException {
        var names = new LinkedHashSet<String>();
        for (URI origin : outside.origins()) {
            Optional<URI> proxy = outside.proxies().settingFor(origin).flatMap(s -> s.address());
            names.add(proxy.orElse(origin).getHost());
        }
        names.removeIf(name -> name.startsWith("[") || name.matches("[0-9.]+"));
        return names;
    }

    private boolean isLocalhostLoopback() {
        try {
            return resolver.resolve("localhost").isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private boolean resolves(String name) {
        try {
            return resolver.resolve(name) != null;
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
