"""Which queues a host has: a piece of sh that calls `queue_of FORM NAME COMMAND…` for each of them.

A body defines that function. FORM says in which form the command lists the queue
(facts/queue_forms.py); `folder` is a Postfix instance's queue directory, else empty; `places` is
how many instances there are. Where a right is granted, the command begins with sudo.

Instances of Postfix stand in `multi_instance_directories` of the first one's main.cf; any account
may ask for it.
"""

PLACES = r"""
instance() {
  version= name= folder= others=
  told=$(postconf "$@" mail_version multi_instance_name multi_instance_directories \
    queue_directory 2>/dev/null)
  set -f; IFS=$nl
  for line in $told; do
    case $line in
    'mail_version = '*) version=${line#* = } ;;
    'multi_instance_name = '*) name=${line#* = } ;;
    'multi_instance_directories = '*) others=${line#* = } ;;
    'queue_directory = '*) folder=${line#* = } ;;
    esac
  done
  unset IFS; set +f
}
postfix_queue() {
  called=$1; shift
  case $version in
  2.*|3.0.*) queue_of listing "$called" postqueue "$@" -p ;;
  *) queue_of json "$called" postqueue "$@" -j ;;
  esac
}
as_allowed() {
  form=$1 name=$2 right=$3; shift 3
  if [ "$uid" != 0 ]; then
    case " $granted " in *" $right "*) set -- sudo -n "$@" ;; esac
  fi
  queue_of "$form" "$name" "$@"
}
places=1
if have postqueue; then
  instance
  instances=$(printf '%s' "$others" | tr ',' ' ')
  for each in $instances; do places=$((places + 1)); done
  postfix_queue postfix
  for each in $instances; do
    case $each in /*) ;; *) continue ;; esac
    instance -c "$each"
    postfix_queue "${name:-${each##*/}}" -c "$each"
  done
fi
folder=
if have exim; then as_allowed exim exim exim-queue exim -bp
elif have exim4; then as_allowed exim exim exim-queue exim4 -bp; fi
if have smtpctl; then as_allowed opensmtpd opensmtpd opensmtpd-queue smtpctl show queue; fi
if ! have postqueue && ! have exim && ! have exim4 && ! have smtpctl && have mailq; then
  queue_of any mailq mailq
fi
"""
