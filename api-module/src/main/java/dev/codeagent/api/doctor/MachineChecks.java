package dev.codeagent.api.doctor;

import dev.codeagent.api.doctor.Finding.Level;
import dev.codeagent.api.net.Authorities;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The checks of a machine, in the order in which they are told.
 *
 * @param environment of the server, or of the one who would start it
 * @param keyFile what opens the file of encrypted keys, which lies beside it
 * @param wallsNeeded whether runs fail without a sandbox
 */
public record MachineChecks(
        Map<String, String> environment, Path data, Path keyFile, boolean wallsNeeded, Outside outside) {

    /** @param own checks that only the one who asks can make; they are told after those of the disk */
    public List<Check> with(List<Check> own) {
        Path home = Path.of(System.getProperty("user.home"));
        var all = new ArrayList<Check>();
        all.add(JavaCheck.ofThisProcess());
        all.add(program("git", Level.FAIL, "runs cannot start: workspaces and patches are made with it"));
        all.add(program("mvn", Level.WARN, "Maven projects are not built and tested"));
        all.add(new DiskCheck(data));
        all.add(FolderCheck.data(data));
        all.add(new KeyFileCheck(keyFile));
        all.addAll(own);
        all.add(new BubblewrapCheck(environment, wallsNeeded));
        all.add(DockerCheck.of(environment, home));
        all.add(new DnsCheck(outside, InetAddress::getByName));
        all.add(new ProxyCheck(outside.proxies()));
        all.add(new CertificateCheck(
                outside,
                Authorities.named(environment),
                () -> Authorities.ofThisProgram(environment),
                Authorities::ofTheSystem));
        all.add(new ClockCheck(outside, data, Clock.systemUTC()));
        return all;
    }

    private Check program(String name, Level without, String lost) {
        String install = name.equals("mvn") ? "maven" : name;
        return new ProgramCheck(environment, name, without, lost, "install it, e.g. sudo apt install " + install);
    }
}
