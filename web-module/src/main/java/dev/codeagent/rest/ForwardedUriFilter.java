package dev.codeagent.rest;

import dev.codeagent.proxy.ForwardedRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.Provider;

/** Lets the links of answers name the address that the client used, which is that of the proxy if there is one. */
@Provider
@PreMatching
public class ForwardedUriFilter implements ContainerRequestFilter {
    @Context
    HttpServletRequest servletRequest;

    @Override
    public void filter(ContainerRequestContext request) {
        ForwardedRequest forwarded = ForwardedRequest.of(servletRequest);
        if (!forwarded.differsFrom(servletRequest)) {
            return;
        }
        UriInfo address = request.getUriInfo();
        request.setRequestUri(
                forwarded.toClientAddress(address.getBaseUri()), forwarded.toClientAddress(address.getRequestUri()));
    }
}
