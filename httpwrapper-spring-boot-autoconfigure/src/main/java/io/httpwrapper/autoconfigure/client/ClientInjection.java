package io.httpwrapper.autoconfigure.client;

import java.lang.annotation.Annotation;
import java.util.HashMap;
import java.util.Map;

import io.httpwrapper.autoconfigure.binding.ClientSettingsBinder;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.TypeConverter;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinitionHolder;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.beans.factory.support.AutowireCandidateResolver;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.annotation.ContextAnnotationAutowireCandidateResolver;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.env.Environment;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Makes {@code @Qualifier("orders") WebClient} and {@code WebClient ordersWebClient} mean
 * the client {@code orders}, and nothing else; the same for {@code RestClient}.
 * <p>
 * The clients' beans are fallbacks, so that an application's own {@code WebClient} stays
 * injectable without a name. But Spring prefers a bean that is none even over a fallback
 * whose name is that of the parameter: {@code WebClient ordersWebClient} would silently
 * be the application's other client. Here the name counts first. And {@code orders} is
 * not an alias, which could hide an application's bean of that name, nor a qualifier of
 * the bean definition, which a {@code BeanRegistrar} cannot have ahead of time.
 */
public final class ClientInjection implements BeanFactoryPostProcessor, PriorityOrdered {

	private static final Log logger = LogFactory.getLog(ClientInjection.class);

	private final Environment environment;

	public ClientInjection(Environment environment) {
		this.environment = environment;
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		Map<String, String> clients = new HashMap<>();
		for (String client : new ClientSettingsBinder(this.environment).clients()) {
			put(BeanNames.webClient(client), WebClientRegistrar.class, client, beanFactory, clients);
			put(BeanNames.restClient(client), RestClientRegistrar.class, client, beanFactory, clients);
		}
		if (!clients.isEmpty() && beanFactory instanceof DefaultListableBeanFactory factory) {
			resolve(factory, clients);
		}
	}

	private static void put(String name, Class<?> registrar, String client, ConfigurableListableBeanFactory beanFactory,
			Map<String, String> clients) {
		if (beanFactory.containsBeanDefinition(name)
				&& registrar.equals(beanFactory.getBeanDefinition(name).getSource())) {
			clients.put(name, client);
		}
	}

	private static void resolve(DefaultListableBeanFactory factory, Map<String, String> clients) {
		AutowireCandidateResolver present = factory.getAutowireCandidateResolver();
		if (present.getClass() != ContextAnnotationAutowireCandidateResolver.class) {
			logger.warn("Clients can be injected by @Qualifier with the name of their bean only, for example \""
					+ clients.keySet().iterator().next() + "\": the application resolves candidates itself, with "
					+ present.getClass().getName());
			return;
		}
		factory.setAutowireCandidateResolver(new NameFirst(clients));
	}

	/**
	 * Takes a client's name for a qualifier, and the name of a parameter or field for one
	 * if it is that of a client's bean.
	 */
	private static final class NameFirst extends ContextAnnotationAutowireCandidateResolver {

		private final Map<String, String> clients;

		private NameFirst(Map<String, String> clients) {
			this.clients = clients;
		}

		@Override
		public boolean isAutowireCandidate(BeanDefinitionHolder holder, DependencyDescriptor descriptor) {
			return super.isAutowireCandidate(holder, descriptor)
					&& (!asksForClient(descriptor) || holder.getBeanName().equals(descriptor.getDependencyName()));
		}

		private boolean asksForClient(DependencyDescriptor descriptor) {
			String name = descriptor.getDependencyName();
			return name != null && this.clients.containsKey(name) && isClient(descriptor.getDependencyType())
					&& !hasQualifier(descriptor);
		}

		private static boolean isClient(Class<?> type) {
			return type == WebClient.class || type == RestClient.class;
		}

		@Override
		protected boolean checkQualifier(BeanDefinitionHolder holder, Annotation annotation, TypeConverter converter) {
			return (annotation instanceof Qualifier qualifier
					&& qualifier.value().equals(this.clients.get(holder.getBeanName())))
					|| super.checkQualifier(holder, annotation, converter);
		}

	}

}
