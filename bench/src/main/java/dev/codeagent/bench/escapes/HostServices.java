package dev.codeagent.bench.escapes;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Services of the host on all its addresses (TCP, UDP) and on a socket file. They record what they receive and answer
 * with the secret.
 */
final class HostServices implements AutoCloseable {
    private static final int MAX_MESSAGE_BYTES = 4096;

    private final ServerSocketChannel tcp;
    private final ServerSocketChannel unixSocket;
    private final DatagramSocket udp;
    private final Path socket;
    private final byte[] response;
    private final StringBuffer received = new StringBuffer();

    HostServices(Path folder, String secret) throws IOException {
        this.response = ("HTTP/1.0 200 OK\r\n\r\n" + secret + "\n").getBytes(StandardCharsets.UTF_8);
        this.socket = folder.resolve("service.sock");
        tcp = ServerSocketChannel.open().bind(new InetSocketAddress(0));
        udp = new DatagramSocket(((InetSocketAddress) tcp.getLocalAddress()).getPort());
        unixSocket = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        HostCanaries.makeWorldWritable(socket);
        Thread.ofPlatform().daemon().start(() -> accept(tcp));
        Thread.ofPlatform().daemon().start(() -> accept(unixSocket));
        Thread.ofPlatform().daemon().start(this::receive);
    }

    PlaceholderExpander placeholders() {
        return new PlaceholderExpander(Map.of("port", String.valueOf(udp.getLocalPort()), "socket", socket.toString()));
    }

    /** Returns whether one of the services received the token. */
    boolean hasReceived(String token) {
        return received.indexOf(token) >= 0;
    }

    void append(String text) {
        received.append(text).append('\n');
    }

    private void accept(ServerSocketChannel server) {
        while (server.isOpen()) {
            try {
                SocketChannel client = server.accept();
                Thread.ofVirtual().start(() -> respond(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void respond(SocketChannel client) {
        try (client) {
            var message = ByteBuffer.allocate(MAX_MESSAGE_BYTES);
            boolean responded = false;
            while (client.read(message) > 0) {
                append(new String(message.array(), 0, message.position(), StandardCharsets.ISO_8859_1));
                if (!responded) { // A client may send its request in several parts; the first one gets the answer.
                    client.write(ByteBuffer.wrap(response));
                    client.shutdownOutput();
                    responded = true;
                }
            }
        } catch (IOException e) {
            append("a client disconnected");
        }
    }

    private void receive() {
        var packet = new DatagramPacket(new byte[MAX_MESSAGE_BYTES], MAX_MESSAGE_BYTES);
        while (!udp.isClosed()) {
            try {
                udp.receive(packet);
                append(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1));
                udp.send(new DatagramPacket(response, response.length, packet.getSocketAddress()));
            } catch (IOException e) {
                // The sender is gone, or this service was closed.
            }
        }
    }

    /** Returns the addresses of this machine, without link-local ones and without zone ids. */
    static List<String> hostAddresses() throws IOException {
        var addresses = new ArrayList<String>();
        for (NetworkInterface networkInterface :
                NetworkInterface.networkInterfaces().toList()) {
            networkInterface
                    .inetAddresses()
                    .filter(a -> !a.isLinkLocalAddress())
                    .map(InetAddress::getHostAddress)
                    .map(a -> a.replaceFirst("%.*", ""))
                    .forEach(addresses::add);
        }
        return addresses.stream().distinct().sorted().toList();
    }

    @Override
    public void close() throws IOException {
        tcp.close();
        unixSocket.close();
        udp.close();
    }
}
