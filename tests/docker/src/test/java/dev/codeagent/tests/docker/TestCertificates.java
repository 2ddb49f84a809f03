package dev.codeagent.tests.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A certificate authority, with certificates for an engine on the loopback address and for clients. */
final class TestCertificates {
    private TestCertificates() {}

    /**
     * Creates {@code ca.pem}, {@code server.pem} with its key, and the client directories {@code pkcs8} and {@code
     * pkcs1} with the same RSA key and {@code sec1} with an EC key.
     */
    static void create(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Shell shell = Shell.inDirectory(folder);
        shell.run(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "rsa:2048",
                        "-nodes",
                        "-keyout",
                        "ca-key.pem",
                        "-out",
                        "ca.pem",
                        "-subj",
                        "/CN=test authority",
                        "-days",
                        "2")
                .requireSuccess();
        Files.writeString(folder.resolve("san"), "subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth\n");
        Files.writeString(folder.resolve("client"), "extendedKeyUsage=clientAuth\n");
        shell.run("openssl", "genrsa", "-out", "server-key.pem", "2048").requireSuccess();
        sign(shell, "server-key.pem", "san", "server.pem");

        Path pkcs8 = createClientDirectory(folder, "pkcs8");
        shell.run("openssl", "genpkey", "-algorithm", "RSA", "-out", "pkcs8/key.pem")
                .requireSuccess();
        sign(shell, "pkcs8/key.pem", "client", "pkcs8/cert.pem");

        Path pkcs1 = createClientDirectory(folder, "pkcs1");
        shell.run("openssl", "rsa", "-traditional", "-in", "pkcs8/key.pem", "-out", "pkcs1/key.pem")
                .requireSuccess();
        Files.copy(pkcs8.resolve("cert.pem"), pkcs1.resolve("cert.pem"));

        createClientDirectory(folder, "sec1");
        shell.run("openssl", "ecparam", "-name", "prime256v1", "-genkey", "-out", "sec1/key.pem")
                .requireSuccess();
        sign(shell, "sec1/key.pem", "client", "sec1/cert.pem");
    }

    private static Path createClientDirectory(Path folder, String name) throws IOException {
        Path client = Files.createDirectories(folder.resolve(name));
        Files.copy(folder.resolve("ca.pem"), client.resolve("ca.pem"));
        return client;
    }

    private static void sign(Shell shell, String key, String extensions, String certificate)
            throws IOException, InterruptedException {
        shell.run("openssl", "req", "-new", "-key", key, "-subj", "/CN=test", "-out", "request.pem")
                .requireSuccess();
        shell.run(
                        "openssl",
                        "x509",
                        "-req",
                        "-in",
                        "request.pem",
                        "-CA",
                        "ca.pem",
                        "-CAkey",
                        "ca-key.pem",
                        "-CAcreateserial",
                        "-days",
                        "2",
                        "-extfile",
                        extensions,
                        "-out",
                        certificate)
                .requireSuccess();
    }
}
