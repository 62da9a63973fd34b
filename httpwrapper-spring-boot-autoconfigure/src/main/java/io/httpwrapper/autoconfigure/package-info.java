/**
 * Spring Boot's side: the auto-configurations, which know all packages below but those of
 * optional libraries. Read {@link HttpWrapperAutoConfiguration} first.
 */
@NullMarked
package io.httpwrapper.autoconfigure;

import org.jspecify.annotations.NullMarked;
