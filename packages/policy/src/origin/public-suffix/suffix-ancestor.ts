/**
 * Registrable domains and top-level domains that have public suffixes below them, although they are not public suffixes: for example
 * `amazonaws.com`, because of `s3.amazonaws.com`. Lookups of single names cannot find them. A test compares this list with the rules
 * that `tldts` ships.
 *
 * @see https://publicsuffix.org/
 */
export const SUFFIX_ANCESTORS: ReadonlySet<string> = new Set(
  `
evervault.app railway.app funkfeuer.at ortsinfo.at cloudlets.com.au on.aws repost.aws sagemaker.aws brendly.ba
interhostsolutions.be kuleuven.be grok.bot emf.camp nabu.casa spawn.cc cloudscale.ch flow.ch objectstorage.ch
axarnet.cloud encoway.cloud jelastic.cloud jenv-aruba.cloud k2.cloud onstackit.cloud reclaim.cloud scw.cloud
trendhosting.cloud canvasite.cn amazonaws.com.cn amazonwebservices.com.cn sagemaker.com.cn quickconnect.cn rdpa.co
amazonaws.com aws-cloud9.us-east-1.amazonaws.com bedrock-agentcore.us-east-1.amazonaws.com
cloud9.us-east-1.amazonaws.com dualstack.us-east-1.amazonaws.com amazoncognito.com cs.amazonlightsail.com
clever-cloud.com code.com databricksapps.com datadetect.com emergentagent.com evennode.com fbsbx.com
fin-ncloudstorage.com gov-ncloudstorage.com hosted-by-previder.com hosteur.com ik-server.com jelastic.com
linode.com linodeusercontent.com massivegrid.com mythic-beasts.com ncloud.com ncloudstorage.com ncpstorage.com
nospamproxy.com observableusercontent.com prgmr.com project-study.com render.com salesforce.com tb-hosting.com
typeform.com wafaicloud.com wiardweb.com scaleforce.com.cy contentproxy9.cz metacentrum.cz muni.cz cosidns.de
hs-heilbronn.de noc.ruhr-uni-bochum.de speedpartner.de crm.dev evervault.dev localcert.dev storage.dev
storageapi.dev rit.edu tawk.email tawkto.email amazonwebservices.eu dogado.eu party.eus cloudplatform.fi ply.gg
amba.host brendly.hr beebyte.io beebyteapp.io bubble.io dappnode.io forgerock.io lair.io nodeart.io rb-hosting.io
resinstaging.io scrypted.io thingdust.io neen.it aseinet.ne.jp sakurastorage.jp webaccel.jp nftstorage.link
storacha.link w3s.link hooc.me transip.me her.name his.name atlassian-dev.net cdn77.net cloudflareanycast.net
cloudflarecn.net cloudflareglobal.net elastx.net fastly.net hrsn.net massivegrid.net mynetname.net ovh.net
saveincloud.net scaleforce.net srcf.net usgovcloudapi.net jelastic.vps-host.net windows.net akershus.no buskerud.no
hedmark.no hordaland.no more-og-romsdal.no nordland.no ostfold.no telemark.no vestfold.no xn--mre-og-romsdal-qqb.no
xn--stfold-9xa.no cdn77.org cdn77-secure.org fedoraproject.org teckids.org brendly.rs cldmail.ru platform.sh
canva.site quickconnect.to addr.tools layershift.co.uk retrosnub.co.uk databricksapps.us enscaled.us za
`
    .trim()
    .split(/\s/),
)
