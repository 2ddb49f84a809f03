package dev.codeagent.portal;

import dev.codeagent.portal.PortalFiles.PortalFile;
import dev.codeagent.proxy.ForwardedRequest;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Answers what no other part of the server answers: the files of the portal, and its page at the addresses of its views.
 * In a build without the portal, the page is one that logs a browser in for the REST API.
 */
@WebServlet(urlPatterns = {"", "/"})
public class PortalServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self';"
            + " frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
    private static final String PAGE_WITHOUT_PORTAL = "/identity/login.html";
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html;charset=UTF-8",
            "js", "text/javascript;charset=UTF-8",
            "css", "text/css;charset=UTF-8",
            "svg", "image/svg+xml",
            "json", "application/json",
            "png", "image/png",
            "woff2", "font/woff2");

    @Inject
    transient PortalFiles files;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String uri = request.getRequestURI();
        var file = files.find(uri);
        if (file.isPresent()) {
            sendFile(file.get(), request, response);
        } else if (uri.equals("/") || files.isView(uri)) {
            sendPage(request, response);
        } else {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    private void sendFile(PortalFile file, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setHeader("Cache-Control", file.isImmutable() ? "public, max-age=31536000, immutable" : "no-cache");
        if (isKnown("W/\"" + file.hash() + "\"", request, response)) {
            return;
        }
        response.setContentType(typeOf(file.name()));
        if (file.gzip()) {
            response.setHeader("Vary", "Accept-Encoding");
        }
        boolean compressed = file.gzip()
                && Objects.requireNonNullElse(request.getHeader("Accept-Encoding"), "")
                        .toLowerCase(Locale.ROOT)
                        .matches(".*\\bgzip\\b(?!\\s*;\\s*q=0(?:\\.0*)?\\s*(?:,|$)).*");
        if (compressed) {
            response.setHeader("Content-Encoding", "gzip");
        }
        try (InputStream content = files.open(file, compressed)) {
            content.transferTo(response.getOutputStream());
        }
    }

    /** The addresses in the page are relative to the path under which a proxy publishes the server. */
    private void sendPage(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setContentType(typeOf("index.html"));
        var page = files.page();
        if (page.isEmpty()) {
            response.setHeader("Cache-Control", "no-store");
            try (InputStream content = Objects.requireNonNull(
                    PortalServlet.class.getResourceAsStream(PAGE_WITHOUT_PORTAL), PAGE_WITHOUT_PORTAL)) {
                content.transferTo(response.getOutputStream());
            }
            return;
        }
        response.setHeader("Cache-Control", "no-cache");
        String base = ForwardedRequest.of(request).basePath();
        String tag =
                "W/\"" + page.get().hash() + (base.isEmpty() ? "" : "-" + Integer.toHexString(base.hashCode())) + "\"";
        if (isKnown(tag, request, response)) {
            return;
        }
        try (InputStream content = files.open(page.get(), false)) {
            String html = new String(content.readAllBytes(), StandardCharsets.UTF_8);
            response.getOutputStream()
                    .write(html.replace("\"./", "\"" + base + "/").getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Sets the tag of the content, and answers a browser that has this content already. */
    private static boolean isKnown(String tag, HttpServletRequest request, HttpServletResponse response) {
        response.setHeader("ETag", tag);
        String known = Objects.requireNonNullElse(request.getHeader("If-None-Match"), "");
        if (known.equals("*") || known.contains(tag)) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return true;
        }
        return false;
    }

    private static String typeOf(String name) {
        return TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
    }
}
