package dev.codeagent.egress;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * Head of a request to a proxy: {@code CONNECT host:port} or {@code METHOD http://host/path}.
 *
 * @param target the request target for the origin server; empty for a tunnel
 * @param headers without the hop-by-hop headers, and without Host, which is that of the target
 */
record ProxyRequestHead(String method, String host, int port, String target, List<String> headers) {
    private static final int HTTP_PORT = 80;
    private static final int MAX_HEAD_BYTES = 64 << 10;
    private static final Set<String> HOP_BY_HOP_HEADERS =
            Set.of("proxy-authorization", "proxy-connection", "connection", "keep-alive", "te", "upgrade", "host");
    private static final String HEADER_NAME = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final String HOST_PATTERN = "[A-Za-z0-9._-]{1,253}|[0-9a-fA-F:.]{2,45}";

    /** The input is not a valid request; the proxy answers 400. */
    static final class MalformedRequestException extends Exception {
        private static final long serialVersionUID = 1;

        MalformedRequestException(String message) {
            super(message);
        }

        @Override
        public String getMessage() {
            return Objects.requireNonNullElse(super.getMessage(), "");
        }
    }

    static ProxyRequestHead read(InputStream in) throws IOException, MalformedRequestException {
        String[] lines = readHead(in).split("\r?\n");
        String[] tokens = lines[0].split(" ");
        if (tokens.length != 3 || !tokens[2].matches("HTTP/1\\.[01]") || !tokens[0].matches("[A-Z]{1,20}")) {
            throw new MalformedRequestException(
                    "the first line is not a request line such as GET http://host/ HTTP/1.1");
        }
        var headers = new ArrayList<String>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            // Other servers may read a bare CR as the end of the line, and a blank before the colon as none.
            if (colon <= 0 || !lines[i].substring(0, colon).matches(HEADER_NAME) || lines[i].indexOf('\r') >= 0) {
                throw new MalformedRequestException("a header line is malformed; use 'name: value'");
            }
            if (!HOP_BY_HOP_HEADERS.contains(lines[i].substring(0, colon).toLowerCase(Locale.ROOT))) {
                headers.add(lines[i]);
            }
        }
        return tokens[0].equals("CONNECT")
                ? parseConnect(tokens[1], headers)
                : parseAbsoluteForm(tokens[0], tokens[1], headers);
    }

    private static ProxyRequestHead parseConnect(String authority, List<String> headers)
            throws MalformedRequestException {
        int colon = authority.lastIndexOf(':');
        if (colon < 1) {
            throw new MalformedRequestException("CONNECT needs host:port");
        }
        return validated("CONNECT", authority.substring(0, colon), port(authority.substring(colon + 1)), "", headers);
    }

    private static ProxyRequestHead parseAbsoluteForm(String method, String target, List<String> headers)
            throws MalformedRequestException {
        URI uri;
        try {
            uri = URI.create(target);
        } catch (IllegalArgumentException e) {
            throw new MalformedRequestException("the request target is not a URI");
        }
        if (!"http".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
            throw new MalformedRequestException("only http:// URIs and CONNECT are supported");
        }
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return validated(method, uri.getHost(), uri.getPort() < 0 ? HTTP_PORT : uri.getPort(), path + query, headers);
    }

    private static ProxyRequestHead validated(String method, String host, int port, String target, List<String> headers)
            throws MalformedRequestException {
        String unbracketed = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        if (!unbracketed.matches(HOST_PATTERN)) {
            throw new MalformedRequestException("the host name is malformed");
        }
        return new ProxyRequestHead(method, unbracketed, port, target, List.copyOf(headers));
    }

    private static int port(String text) throws MalformedRequestException {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65535) {
            throw new MalformedRequestException("the port is not a number from 0 to 65535");
        }
        return Integer.parseInt(text);
    }

    private static String readHead(InputStream in) throws IOException, MalformedRequestException {
        var bytes = new ByteArrayOutputStream();
        int state = 0;
        while (state < 2) {
            int b = in.read();
            if (b < 0 || bytes.size() > MAX_HEAD_BYTES) {
                throw new MalformedRequestException(
                        b < 0 ? "the request head is incomplete" : "the request head is larger than 64 KB");
            }
            bytes.write(b);
            state = b == '\n' ? state + 1 : b == '\r' ? state : 0;
        }
        return bytes.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    private String bracketedHost() {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    boolean isTunnel() {
        return target.isEmpty();
    }

    /** The length of the body, for a proxy that must not get more than one request. */
    long bodyLength() throws MalformedRequestException {
        List<String> lengths = new ArrayList<>();
        for (String header : headers) {
            String name = header.substring(0, header.indexOf(':')).toLowerCase(Locale.ROOT);
            if (name.strip().equals("transfer-encoding")) {
                throw new MalformedRequestException("this network's proxy needs requests with Content-Length");
            }
            if (name.strip().equals("content-length")) {
                lengths.add(header.substring(header.indexOf(':') + 1).strip());
            }
        }
        if (lengths.size() > 1 || !lengths.isEmpty() && !lengths.getFirst().matches("\\d{1,15}")) {
            throw new MalformedRequestException("Content-Length is not one number");
        }
        return lengths.isEmpty() ? 0 : Long.parseLong(lengths.getFirst());
    }

    /**
     * The head for a proxy.
     *
     * @param authorization a header line with its end, or empty
     */
    byte[] toProxyBytes(String authorization) {
        String authority = bracketedHost() + ":" + port;
        if (isTunnel()) {
            return ("CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n" + authorization + "\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1);
        }
        var text = new StringBuilder(
                method + " http://" + authority + target + " HTTP/1.1\r\nHost: " + authority + "\r\n");
        headers.forEach(h -> text.append(h).append("\r\n"));
        return text.append(authorization)
                .append("Connection: close\r\n\r\n")
                .toString()
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Reads the head of a response and returns its status code. */
    static String readStatus(InputStream in) throws IOException, MalformedRequestException {
        String[] tokens = readHead(in).split("\r?\n")[0].split(" ", 3);
        if (tokens.length < 2 || !tokens[0].matches("HTTP/1\\.[01]") || !tokens[1].matches("\\d{3}")) {
            throw new MalformedRequestException("the response is not HTTP/1.1");
        }
        return tokens[1];
    }

    /** The head for the origin server; one request per connection, so that the proxy checks every request. */
    byte[] toUpstreamBytes() {
        var text = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: " + bracketedHost()
                + (port == HTTP_PORT ? "" : ":" + port) + "\r\n");
        headers.forEach(h -> text.append(h).append("\r\n"));
        return text.append("Connection: close\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
