package production_test

import (
	"errors"
	"slices"
	"testing"

	"vigie/commands"
	"vigie/production"
)

func TestAWordIsFoldedToWhatPeopleMean(t *testing.T) {
	for word, want := range map[string]string{
		"": "", "api": "api", "API": "api", "  Api  ": "api", "L'API": "l-api", "l’api": "l-api",
		"Site Découverte": "site-decouverte", "site_decouverte": "site-decouverte", "site -- découverte!": "site-decouverte",
		"ÉLÈVE": "eleve", "Cœur": "coeur", "ÇA": "ca", "naïf": "naif", "v2.1": "v2-1", "---": "", "🚢 api 🚢": "api",
	} {
		if got := production.Fold(word); got != want {
			t.Errorf("%q is folded to %q, want %q", word, got, want)
		}
		if got := production.Fold(want); got != want {
			t.Errorf("%q folded again is %q", want, got)
		}
	}
}

func TestAnAppIsFoundByWhatPeopleCallIt(t *testing.T) {
	for name, want := range map[string]string{
		"api": "api", "API": "api", "l'API": "api", "L’api": "api", "Serveur": "api", "crew-api-prod": "api",
		"site découverte": "Site Découverte", "SITE DECOUVERTE": "Site Découverte", "site-decouverte": "Site Découverte",
		"Crew Site Prod": "Site Découverte",
	} {
		if got, err := apps().Find(name, commands.NearNames); err != nil || got.Name != want {
			t.Errorf("%q is %q (%v), want %q", name, got.Name, err, want)
		}
	}
}

func TestAnUnknownAppIsAnsweredWithTheNamesNearIt(t *testing.T) {
	for name, nearest := range map[string]string{"apii": "api", "site decouvrete": "Site Découverte"} {
		_, err := apps().Find(name, commands.NearNames)
		unknown, ok := errors.AsType[production.UnknownAppError](err)
		if !ok || unknown.Name != name {
			t.Fatalf("%q: got %v, want that it is unknown", name, err)
		}
		if len(unknown.Near) == 0 || unknown.Near[0] != nearest {
			t.Errorf("near %q are %v, want %q first", name, unknown.Near, nearest)
		}
	}
}

func TestTheNamesAreInTheCataloguesOrder(t *testing.T) {
	if got := apps().Names(); !slices.Equal(got, []string{"api", "Site Découverte"}) {
		t.Errorf("got %v", got)
	}
}
