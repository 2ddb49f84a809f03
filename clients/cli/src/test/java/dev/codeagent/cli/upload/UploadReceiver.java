package dev.codeagent.cli.upload;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.Executors;

/** A server with the rules of uploads, which fails at chosen requests. Its project is that of the path. */
final class UploadReceiver implements AutoCloseable {
    static final String COMMIT_BEFORE = "a".repeat(40);
    static final String COMMIT_AFTER = "b".repeat(40);

    /** What happens to a request. */
    enum Fault {
        NONE,
        /** The connection ends before the request is executed. */
        REQUEST_LOST,
        /** The connection ends before the answer. */
        ANSWER_LOST,
        /** The connection ends in the middle of the answer. */
        ANSWER_CUT,
        /** The request was cut, and its server says so without a body. */
        EMPTY_400,
        /** A proxy lost the server before the request was executed. */
        PAGE_502,
        /** A proxy lost the server after the request was executed. */
        PAGE_504,
        /** The server is being started, and only its listener is there. */
        EMPTY_404,
        /** The server has too much to do. */
        BUSY,
        /** The server refuses a body that was cut. */
        INCOMPLETE
    }

    private final HttpServer server;
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
    private String transfer = "";
    private String commit = COMMIT_BEFORE;
    private byte[] adopted = new byte[0];
    private int requests;
    private int adoptions;
    private int firstFault = Integer.MAX_VALUE;
    private int faults;
    private Fault fault = Fault.NONE;

    UploadReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/api/v1/uploads/", this::handle);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Requests fail from the one with this number, which begins with 0. */
    synchronized void fail(Fault kind, int first, int count) {
        fault = kind;
        firstFault = first;
        faults = count;
    }

    /** Bytes of an earlier upload that are not those of the bundle, for example after the disk was full. */
    synchronized void keep(String ofTransfer, byte[] bytes) {
        transfer = ofTransfer;
        partial.reset();
        partial.writeBytes(bytes);
    }

    synchronized void adoptByAnotherClient() {
        commit = "c".repeat(40);
    }

    synchronized byte[] adopted() {
        return adopted;
    }

    synchronized int adoptions() {
        return adoptions;
    }

    synchronized int requests() {
        return requests;
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            int number = requests++;
            boolean fails = number >= firstFault && number < firstFault + faults;
            switch (fails ? fault : Fault.NONE) {
                case REQUEST_LOST -> {}
                case EMPTY_400 -> exchange.sendResponseHeaders(400, -1);
                case EMPTY_404 -> exchange.sendResponseHeaders(404, -1);
                case PAGE_502 -> answer(exchange, 502, "<html>Bad Gateway</html>");
                case BUSY -> answer(exchange, 503, problem("TOO_BUSY", "busy"));
                case INCOMPLETE -> answer(exchange, 400, problem("MALFORMED_MESSAGE", "caller"));
                case ANSWER_LOST -> execute(exchange, body, 0);
                case ANSWER_CUT -> execute(exchange, body, 2);
                case PAGE_504 -> {
                    execute(exchange, body, 0);
                    answer(exchange, 504, "<html>Gateway Timeout</html>");
                }
                case NONE -> execute(exchange, body, 1);
            }
        }
    }

    /** @param parts of the answer: 0 for none, 1 for all of it, 2 for half of it */
    private void execute(HttpExchange exchange, byte[] body, int parts) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String named = path.substring(path.lastIndexOf('/') + 1);
        int status = 200;
        String answer = "";
        if (exchange.getRequestMethod().equals("PUT")) {
            int offset = Integer.parseInt(exchange.getRequestURI().getQuery().replace("offset=", ""));
            int size = named.equals(transfer) ? partial.size() : 0;
            if (offset > size) {
                status = 409;
                answer = problem("CONFLICT", "conflict");
            } else {
                byte[] before = named.equals(transfer) ? partial.toByteArray() : new byte[0];
                transfer = named;
                partial.reset();
                partial.write(before, 0, offset);
                partial.writeBytes(body);
            }
        } else if (exchange.getRequestMethod().equals("POST")) {
            if (named.equals(transfer) && digest(partial.toByteArray()).equals(transfer)) {
                adopted = partial.toByteArray();
                adoptions++;
                commit = COMMIT_AFTER;
                keep("", new byte[0]);
            } else {
                status = 409;
                answer = problem("CONFLICT", "conflict");
            }
        }
        answer = answer.isEmpty() ? state() : answer;
        if (parts == 1) {
            answer(exchange, status, answer);
        } else if (parts == 2) {
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes, 0, bytes.length / 2);
            exchange.getResponseBody().flush();
        }
    }

    private String state() {
        return Json.createObjectBuilder()
                .add("commit", commit)
                .add("transfer", transfer)
                .add("receivedBytes", partial.size())
                .add("storedBytes", 0)
                .add("quotaBytes", 1 << 30)
                .build()
                .toString();
    }

    private static String problem(String code, String kind) {
        return Json.createObjectBuilder()
                .add("code", code)
                .add("kind", kind)
                .add("message", "refused")
                .build()
                .toString();
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
