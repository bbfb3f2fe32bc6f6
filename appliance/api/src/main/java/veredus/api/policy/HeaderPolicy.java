package veredus.api.policy;

import java.util.List;

/**
 * {@code headers.toml}, table {@code [headers]}: what is added to a message, and which of its header fields steer it.
 * Steering fields are removed before sending. Each list holds aliases; the first one present is used.
 *
 * @param captured fields whose values go to accounting, as {@code header_NAME}
 */
public record HeaderPolicy(
        @Default("true") boolean addReceived,
        @Default("true") boolean addMessageId,
        @Default("true") boolean addDate,
        @Default("true") boolean hideClient,
        @Default("[x-virtual-mta]") List<String> pool,
        @Default("[x-job, x-campaign]") List<String> campaign,
        @Default("[x-envid]") List<String> envelopeId,
        @Default("[x-tenant]") List<String> tenant,
        @Default("[x-priority-class]") List<String> priority,
        @Default("[x-schedule]") List<String> schedule,
        List<String> removed,
        List<String> captured) {}
