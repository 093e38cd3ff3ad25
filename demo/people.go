package demo

import (
	"net/url"

	"vigie/demo/workspace"
)

// avatar draws a letter on a colour.
func avatar(letter, colour string) string {
	return "data:image/svg+xml," + url.PathEscape(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40">`+
		`<rect width="40" height="40" rx="8" fill="`+colour+`"/><text x="20" y="28" font-family="sans-serif" font-size="20" `+
		`text-anchor="middle" fill="#fff">`+letter+`</text></svg>`)
}

func both(fr, en string) map[string]string { return map[string]string{"fr": fr, "en": en} }

// people are the six whom a visitor may act as: four of the crew, one of support, one of
// the product.
func people() []workspace.User {
	person := func(id, name, real, letter, colour, locale string, title map[string]string) workspace.User {
		return workspace.User{ID: id, Name: name, RealName: real, Avatar: avatar(letter, colour), Locale: locale,
			TZ: "Europe/Paris", Email: name + "@example.org", Title: title}
	}
	crew := both("Équipage · développeur", "Crew · developer")
	return []workspace.User{
		person("U0LEO", "leo", "Léo Martin", "L", "#2a9d8f", "fr-FR", crew),
		person("U0ANA", "ana", "Ana Silva", "A", "#e76f51", "fr-FR", both("Équipage · développeuse", "Crew · developer")),
		person("U0NOUR", "nour", "Nour Haddad", "N", "#8a5a9e", "fr-FR", both("Équipage · développeuse", "Crew · developer")),
		person("U0SAM", "sam", "Sam Petit", "S", "#457b9d", "en-US", crew),
		person("U0INES", "ines", "Inès Roy", "I", "#bc6c25", "fr-FR", both("Support", "Support")),
		person("U0MAX", "max", "Max Weber", "M", "#6c757d", "en-US", both("Produit", "Product")),
	}
}

func channels() []workspace.Channel {
	everyone := []string{"U0LEO", "U0ANA", "U0NOUR", "U0SAM", "U0INES", "U0MAX", "U0VIGIE"}
	crew := []string{"U0LEO", "U0ANA", "U0NOUR", "U0SAM", "U0VIGIE"}
	return []workspace.Channel{
		{ID: "C0GENERAL", Name: "general", Members: everyone, Topic: "La vie de l'équipe"},
		{ID: "C0INCIDENTS", Name: "incidents", Members: everyone, Topic: "Les incidents de production"},
		{ID: "C0CAPTAINS", Name: "captains", Members: crew, Topic: "Le quart"},
		{ID: "C0PROD", Name: "production", Members: everyone, Topic: "La synthèse du matin"},
		{ID: "C0RELEASES", Name: "tech-releases", Members: everyone, Topic: "Déploiements et verrous"},
	}
}

func groups() []workspace.Group {
	return []workspace.Group{
		{ID: "S0CAPTAINS", Handle: "captains", Name: "Captains"},
		{ID: "S0CREW", Handle: "crew", Name: "Crew", Users: []string{"U0LEO", "U0ANA", "U0NOUR", "U0SAM"}},
		{ID: "S0ADMINS", Handle: "admins", Name: "Admins", Users: []string{"U0LEO"}},
	}
}
