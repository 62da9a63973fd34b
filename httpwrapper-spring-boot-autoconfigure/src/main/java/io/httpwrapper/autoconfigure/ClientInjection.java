package io.httpwrapper.autoconfigure;

import java.util.LinkedHashSet;
import java.util.Set;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanDefinitionHolder;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.annotation.ContextAnnotationAutowireCandidateResolver;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.env.Environment;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Makes {@code @Qualifier("orders") WebClient} and {@code WebClient ordersWebClient} mean
 * the client {@code orders}, and nothing else.
 * <p>
 * The clients' beans are fallbacks, so that an application's own {@code WebClient} stays
 * injectable without a name. But Spring prefers a bean that is none even over a fallback
 * whose name is that of the parameter: {@code WebClient ordersWebClient} would silently
 * be the application's other client. Here the name counts first. A qualifier is not an
 * alias, which could hide an application's bean of the name {@code orders}.
 */
final class ClientInjection implements BeanFactoryPostProcessor, PriorityOrdered {

	private final Environment environment;

	ClientInjection(Environment environment) {
		this.environment = environment;
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		Set<String> ours = new LinkedHashSet<>();
		for (String client : new ClientSettingsBinder(this.environment).clients()) {
			String name = BeanNames.webClient(client);
			if (beanFactory.containsBeanDefinition(name)
					&& beanFactory.getBeanDefinition(name) instanceof AbstractBeanDefinition definition
					&& isOurs(definition)) {
				definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, client));
				ours.add(name);
			}
		}
		if (!ours.isEmpty() && beanFactory instanceof DefaultListableBeanFactory factory
				&& factory.getAutowireCandidateResolver()
					.getClass() == ContextAnnotationAutowireCandidateResolver.class) {
			NameFirst resolver = new NameFirst(ours);
			factory.setAutowireCandidateResolver(resolver);
		}
	}

	private static boolean isOurs(BeanDefinition definition) {
		return WebClientRegistrar.class.equals(definition.getSource());
	}

	/** Takes the name of a parameter or field for a qualifier if it names a client. */
	private static final class NameFirst extends ContextAnnotationAutowireCandidateResolver {

		private final Set<String> clients;

		private NameFirst(Set<String> clients) {
			this.clients = clients;
		}

		@Override
		public boolean isAutowireCandidate(BeanDefinitionHolder holder, DependencyDescriptor descriptor) {
			return super.isAutowireCandidate(holder, descriptor)
					&& (!asksForClient(descriptor) || holder.getBeanName().equals(descriptor.getDependencyName()));
		}

		private boolean asksForClient(DependencyDescriptor descriptor) {
			String name = descriptor.getDependencyName();
			return name != null && this.clients.contains(name) && descriptor.getDependencyType() == WebClient.class
					&& !hasQualifier(descriptor);
		}

	}

}
