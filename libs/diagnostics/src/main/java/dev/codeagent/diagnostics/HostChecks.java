package dev.codeagent.diagnostics;

import dev.codeagent.api.diagnostics.Finding.Level;
import dev.codeagent.diagnostics.net.TrustAnchors;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The checks of a machine, in the order of the report.
 *
 * @param environment the environment of the server, or of the process that would start it
 * @param keyFile the file with the key for the encrypted API keys, which are in the same directory
 * @param sandboxRequired whether runs fail without a sandbox
 */
public record HostChecks(
        Map<String, String> environment, Path data, Path keyFile, boolean sandboxRequired, ProviderProbe outside) {

    /**
     * @param additional checks that only the caller can make; they are reported after the disk check
     */
    public List<Check> list(List<Check> additional) {
        Path home = Path.of(System.getProperty("user.home"));
        var all = new ArrayList<Check>();
        all.add(JavaCheck.ofCurrentRuntime());
        all.add(program("git", Level.FAIL, "runs cannot start, because workspaces and patches need git"));
        all.add(new JdkCheck(environment, home));
        all.add(program("mvn", Level.WARN, "Maven projects cannot be built and tested"));
        all.add(new DiskCheck(data));
        all.add(DirectoryCheck.dataDirectory(data));
        all.add(new KeyFileCheck(keyFile));
        all.addAll(additional);
        all.add(new BubblewrapCheck(environment, sandboxRequired));
        all.add(DockerCheck.from(environment, home));
        all.add(new DnsCheck(outside, InetAddress::getByName));
        all.add(new ProxyCheck(outside.proxies()));
        all.add(new CertificateCheck(
                outside,
                TrustAnchors.configuredFile(environment),
                () -> TrustAnchors.fromEnvironment(environment),
                TrustAnchors::fromSystem));
        all.add(new ClockCheck(outside, data, Clock.systemUTC()));
        return all;
    }

    private Check program(String name, Level levelIfMissing, String impact) {
        String packageName = name.equals("mvn") ? "maven" : name;
        return new ProgramCheck(
                environment, name, levelIfMissing, impact, "install it, for example: sudo apt install " + packageName);
    }
}
