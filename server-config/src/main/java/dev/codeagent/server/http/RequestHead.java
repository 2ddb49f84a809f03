package dev.codeagent.server.http;

import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.HttpTrailer;
import org.glassfish.grizzly.http.Method;
import org.glassfish.grizzly.http.util.Header;
import org.jspecify.annotations.Nullable;

/**
 * Checks of a request head whose failure must be answered before Payara sees the request: it answers some with 200 and an
 * empty body, and for others it takes the body for the next request, also if the application only answers 401.
 */
final class RequestHead {
    private RequestHead() {}

    static boolean isValid(HttpRequestPacket request) {
        String host = request.getHeader(Header.Host);
        return (host == null || !host.isBlank())
                && hasValidEscapes(request.getRequestURI())
                && hasKnownEncoding(request.getHeader(Header.TransferEncoding))
                && request.getMethod().getPayloadExpectation() != Method.PayloadExpectation.NOT_ALLOWED;
    }

    /**
     * Whether a chunked request also says its length, before or after its body (RFC 9112, section 6.3; RFC 9110, section
     * 6.5.1): a proxy in front could end the body at another place.
     */
    static boolean hasSecondLength(HttpRequestPacket request, HttpContent last) {
        return request.isChunked()
                && (request.containsHeader(Header.ContentLength)
                        || last instanceof HttpTrailer trailer
                                && (trailer.containsHeader(Header.ContentLength)
                                        || trailer.containsHeader(Header.TransferEncoding)
                                        || trailer.containsHeader(Header.Host)));
    }

    private static boolean hasKnownEncoding(@Nullable String encoding) {
        return encoding == null || encoding.equalsIgnoreCase("chunked");
    }

    /** Whether two hexadecimal digits follow each percent sign. */
    static boolean hasValidEscapes(String path) {
        for (int i = path.indexOf('%'); i >= 0; i = path.indexOf('%', i + 1)) {
            if (i + 2 >= path.length() || !isHex(path.charAt(i + 1)) || !isHex(path.charAt(i + 2))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHex(char c) {
        return Character.digit(c, 16) >= 0 && c < 128;
    }
}
