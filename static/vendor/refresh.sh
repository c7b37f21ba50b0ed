#!/bin/sh
# Fetches the vendored files anew, unmodified, in the versions named here. Needs npm; the fonts for
# the web are made from the same TTF files with fontTools of this project's environment.
# To take a newer version: change the number, run, look at the pages, commit.
set -eu
cd "$(dirname "$0")"

STYLES=@gov-design-system-ce/styles@4.2.7
ROBOTO=@expo-google-fonts/roboto@0.4.3
LICENCES=spdx-license-list@6.9.0
COMPONENTS="breadcrumbs button form-control form-input form-label form-message form-select message tag"
WEIGHTS="400Regular 500Medium 700Bold"
ITALIC=400Regular_Italic # for print only
PYTHON=${PYTHON:-../../.venv/bin/python}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
take() { # take PACKAGE FOLDER
    mkdir "$work/$2"
    (cd "$work/$2" && npm pack --silent "$1" >/dev/null && tar -xzf ./*.tgz)
}
take "$STYLES" styles
take "$ROBOTO" roboto
take "$LICENCES" licences

rm -rf gov ../fonts
mkdir -p gov/components ../fonts
cp "$work/styles/package/lib/tokens.css" "$work/styles/package/lib/html/styles.css" gov/
for name in $COMPONENTS; do
    cp "$work/styles/package/lib/html/components/gov-$name.css" gov/components/
done
"$PYTHON" -c 'import json, sys; print(json.load(open(sys.argv[1]))["licenseText"])' \
    "$work/licences/package/licenses/EUPL-1.2.json" >gov/LICENCE-EUPL-1.2.txt

for weight in $WEIGHTS; do
    cp "$work/roboto/package/$weight/Roboto_$weight.ttf" "../fonts/Roboto-$weight.ttf"
    "$PYTHON" -m fontTools.ttLib.woff2 compress -o "../fonts/Roboto-$weight.woff2" \
        "../fonts/Roboto-$weight.ttf" 2>/dev/null
done
cp "$work/roboto/package/$ITALIC/Roboto_$ITALIC.ttf" "../fonts/Roboto-$ITALIC.ttf"
cp "$work/roboto/package/LICENSE_FONT" ../fonts/LICENCE-OFL-1.1.txt

cat >VERSIONS.txt <<END
gov/            $STYLES (EUPL-1.2)
../fonts/*.ttf  $ROBOTO (OFL-1.1); *.woff2 are made from them with fontTools
licence text    $LICENCES (EUPL-1.2)
END
(cd .. && find vendor/gov fonts -type f | LC_ALL=C sort | xargs sha256sum >vendor/SHA256SUMS)
