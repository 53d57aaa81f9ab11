/// Webhooks: posts events to other servers, signed and in order. The log of events is the queue, so
/// that a slow receiver costs no memory and delays nobody.
@NullMarked
package wsroom.webhooks;

import org.jspecify.annotations.NullMarked;
